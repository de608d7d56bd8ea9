// A file system in memory, as much of WASI's as Go's compiler and linker need: they open
// files by their whole paths, read and write them, and ask whether they are there.

const OK = 0;
const BAD_FILE = 8;
const EXISTS = 20;
const NO_ENTRY = 44;
const FOLDER = 3;
const REGULAR = 4;
// How a file is opened.
const CREATE = 1;
const EXCLUSIVE = 4;
const TRUNCATE = 8;
const APPEND = 1;

const ROOT = 3;  // the one folder that is open from the start: the first after stderr
const [START, CURRENT] = [0, 1];  // from where `fd_seek` counts; else it is the end

// The bytes of a file. What was given is never written to: several runs share it.
class Content {
  #room;
  size;

  constructor(given = new Uint8Array(0)) {
    this.#room = given;
    this.size = given.length;
    this.isGiven = true;
  }

  get bytes() { return this.#room.subarray(0, this.size); }

  read(at, target) {
    const part = this.bytes.subarray(at, at + target.length);
    target.set(part);
    return part.length;
  }

  write(at, source) {
    this.resize(Math.max(this.size, at + source.length));
    this.#room.set(source, at);
  }

  resize(size) {
    if (this.isGiven || size > this.#room.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.size));
      larger.set(this.bytes.subarray(0, size));
      this.#room = larger;
      this.isGiven = false;
    } else if (size < this.size) {
      this.#room.fill(0, size, this.size);
    }
    this.size = size;
  }
}

export class Files {
  #contents = new Map();
  #open = new Map([[ROOT, { isFolder: true }]]);
  #next = ROOT + 1;

  // `given` is {path: Uint8Array}.
  constructor(given) {
    for (const [path, bytes] of Object.entries(given)) {
      this.#contents.set(path, new Content(bytes));
    }
  }

  // The bytes of a file.
  read(path) { return this.#contents.get(path).bytes; }

  // The calls of WASI, for a module whose memory `view()` and `bytes(at, length)` show.
  calls(view, bytes) {
    const decoder = new TextDecoder();
    const pathAt = (at, length) => `/${decoder.decode(bytes(at, length))}`;

    // Moves bytes between a file and several places in the memory; returns how many.
    const move = (vectors, count, moved, one) => {
      let total = 0;
      for (let index = 0; index < count; index++) {
        const at = view().getUint32(vectors + 8 * index, true);
        const length = view().getUint32(vectors + 8 * index + 4, true);
        total += one(bytes(at, length), total);
      }
      view().setUint32(moved, total, true);
      return total;
    };
    const readInto = (content, from) => (target, done) => content.read(from + done, target);
    const writeFrom = (content, from) => (source, done) => {
      content.write(from + done, source);
      return source.length;
    };

    const status = (at, content) => {
      bytes(at, 64).fill(0);
      view().setUint8(at + 16, content ? REGULAR : FOLDER);
      view().setBigUint64(at + 24, 1n, true);  // links to it
      view().setBigUint64(at + 32, BigInt(content?.size ?? 0), true);
      return OK;
    };

    // A call for what is open.
    const withOpen = (call) => (fd, ...args) => {
      const file = this.#open.get(fd);
      return file ? call(file, ...args) : BAD_FILE;
    };

    return {
      fd_prestat_get(fd, at) {
        if (fd !== ROOT) return BAD_FILE;
        view().setUint32(at, 0, true);  // it is a folder
        view().setUint32(at + 4, 1, true);  // and so long is its name
        return OK;
      },
      fd_prestat_dir_name(_fd, at) {
        bytes(at, 1)[0] = "/".charCodeAt();
        return OK;
      },
      path_open: (_folder, _follow, at, length, how, _rights, _inherited, flags, opened) => {
        const path = pathAt(at, length);
        let content = this.#contents.get(path);
        const isFolder = path === "/";
        if (content && how & CREATE && how & EXCLUSIVE) return EXISTS;
        if (!content && !isFolder) {
          if (!(how & CREATE)) return NO_ENTRY;
          content = new Content();
          this.#contents.set(path, content);
        }
        if (how & TRUNCATE) content.resize(0);
        const start = flags & APPEND ? content.size : 0;
        this.#open.set(this.#next, { content, isFolder, at: start });
        view().setUint32(opened, this.#next++, true);
        return OK;
      },
      path_filestat_get: (_folder, _follow, at, length, result) => {
        const path = pathAt(at, length);
        const content = this.#contents.get(path);
        return content || path === "/" ? status(result, content) : NO_ENTRY;
      },
      path_unlink_file: (_folder, at, length) =>
        this.#contents.delete(pathAt(at, length)) ? OK : NO_ENTRY,
      fd_close: (fd) => (this.#open.delete(fd) ? OK : BAD_FILE),
      fd_fdstat_get: withOpen(({ isFolder }, at) => {
        bytes(at, 24).fill(0);
        view().setUint8(at, isFolder ? FOLDER : REGULAR);
        view().setBigUint64(at + 8, 2n ** 64n - 1n, true);  // all rights
        view().setBigUint64(at + 16, 2n ** 64n - 1n, true);
        return OK;
      }),
      fd_filestat_get: withOpen(({ content }, at) => status(at, content)),
      fd_filestat_set_size: withOpen(({ content }, size) => {
        content.resize(Number(size));
        return OK;
      }),
      fd_seek: withOpen((file, offset, from, result) => {
        const base = from === START ? 0 : from === CURRENT ? file.at : file.content.size;
        file.at = base + Number(offset);
        view().setBigUint64(result, BigInt(file.at), true);
        return OK;
      }),
      fd_read: withOpen((file, vectors, count, moved) => {
        file.at += move(vectors, count, moved, readInto(file.content, file.at));
        return OK;
      }),
      fd_write: withOpen((file, vectors, count, moved) => {
        file.at += move(vectors, count, moved, writeFrom(file.content, file.at));
        return OK;
      }),
      fd_pread: withOpen(({ content }, vectors, count, offset, moved) => {
        move(vectors, count, moved, readInto(content, Number(offset)));
        return OK;
      }),
      fd_pwrite: withOpen(({ content }, vectors, count, offset, moved) => {
        move(vectors, count, moved, writeFrom(content, Number(offset)));
        return OK;
      }),
    };
  }
}
