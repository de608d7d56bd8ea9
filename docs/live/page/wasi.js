// As much of WASI (preview 1) as a Go program needs: its arguments, two clocks, random
// numbers, output, a sleep that blocks, and for the compiler files (`files.js`). As it
// blocks it runs in a worker, and whoever wants to stop it ends the worker.

const OK = 0;
const BAD_FILE = 8;
const NOT_SUPPORTED = 52;
const CHARACTER_DEVICE = 2;
const REAL_TIME = 0;

// A worker may wait on memory that is shared with nobody: that needs no special headers.
const nobodys = new Int32Array(
  new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer,
);
export function block(milliseconds) {
  if (milliseconds > 0) Atomics.wait(nobodys, 0, 0, milliseconds);
}

class Exit extends Error {
  constructor(status) {
    super(`exit status ${status}`);
    this.status = status;
  }
}

const now = (clock) =>
  BigInt(Math.round((clock === REAL_TIME ? Date.now() : performance.now()) * 1e6));

// Puts texts into the memory as C has them: pointers to bytes that end with a zero.
function strings(texts, view, bytes) {
  const encoder = new TextEncoder();
  const zeroEnded = texts.map((text) => encoder.encode(`${text}\0`));
  return {
    sizes(count, size) {
      view().setUint32(count, zeroEnded.length, true);
      view().setUint32(size, zeroEnded.reduce((sum, text) => sum + text.length, 0), true);
      return OK;
    },
    put(pointers, at) {
      for (const [index, text] of zeroEnded.entries()) {
        view().setUint32(pointers + 4 * index, at, true);
        bytes(at, text.length).set(text);
        at += text.length;
      }
      return OK;
    },
  };
}

// Runs a compiled module; `write(fd, bytes)` gets what it prints. Returns its exit status.
export async function run(module, args, write, { files, environment = [] } = {}) {
  let memory;
  const view = () => new DataView(memory.buffer);
  const bytes = (at, length) => new Uint8Array(memory.buffer, at, length);
  const given = strings(args, view, bytes);
  const variables = strings(environment, view, bytes);
  const inFiles = files?.calls(view, bytes) ?? {};

  const system = {
    ...inFiles,
    args_sizes_get: given.sizes,
    args_get: given.put,
    environ_sizes_get: variables.sizes,
    environ_get: variables.put,
    clock_time_get(clock, _precision, at) {
      view().setBigUint64(at, now(clock), true);
      return OK;
    },
    random_get(at, length) {
      const most = 65536;  // of what `getRandomValues` gives at once
      for (let done = 0; done < length; done += most) {
        crypto.getRandomValues(bytes(at + done, Math.min(most, length - done)));
      }
      return OK;
    },
    fd_write(fd, vectors, count, written) {
      if (fd > 2) return inFiles.fd_write?.(fd, vectors, count, written) ?? BAD_FILE;
      let total = 0;
      for (let index = 0; index < count; index++) {
        const at = view().getUint32(vectors + 8 * index, true);
        const length = view().getUint32(vectors + 8 * index + 4, true);
        write(fd, bytes(at, length));
        total += length;
      }
      view().setUint32(written, total, true);
      return OK;
    },
    fd_fdstat_get(fd, at) {
      if (fd > 2) return inFiles.fd_fdstat_get?.(fd, at) ?? BAD_FILE;
      bytes(at, 24).fill(0);
      view().setUint8(at, CHARACTER_DEVICE);
      view().setBigUint64(at + 8, 2n ** 64n - 1n, true);  // all rights
      return OK;
    },
    fd_fdstat_set_flags: () => OK,
    // This ends Go's search for folders.
    fd_prestat_get: inFiles.fd_prestat_get ?? (() => BAD_FILE),
    sched_yield: () => OK,
    proc_exit(status) { throw new Exit(status); },

    // Go asks for one of these when all goroutines wait and a timer is set.
    poll_oneoff(subscriptions, events, _count, written) {
      if (view().getUint8(subscriptions + 8) !== 0) return NOT_SUPPORTED;
      const clock = view().getUint32(subscriptions + 16, true);
      const isAbsolute = view().getUint16(subscriptions + 40, true) & 1;
      let nanoseconds = view().getBigUint64(subscriptions + 24, true);
      if (isAbsolute) nanoseconds -= now(clock);
      block(Number(nanoseconds) / 1e6);
      bytes(events, 32).fill(0);
      view().setBigUint64(events, view().getBigUint64(subscriptions, true), true);
      view().setUint32(written, 1, true);
      return OK;
    },
  };
  // What else Go imports it calls only for files, or for more of them.
  const imports = new Proxy(system, {
    get: (known, name) => known[name] ?? (() => NOT_SUPPORTED),
  });
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports });
  memory = instance.exports.memory;
  try {
    instance.exports._start();
  } catch (error) {
    if (error instanceof Exit) return error.status;
    throw error;
  }
  return 0;
}
