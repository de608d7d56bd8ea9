// What a program prints, in lines: [[file descriptor, text], ...]. They are sent on a few
// at a time, and at least so often that the reader sees them as they are printed.
const MOST_LINES = 20_000;
const LONGEST_LINE = 100_000;
const OFTEN_ENOUGH = 20;  // milliseconds

// Whoever prints more than so many lines is stopped: `flood(count)` is to end the worker.
export class Printer {
  #send;
  #flood;
  #partial;
  #waiting = [];
  #sent = 0;
  #count = 0;

  constructor(send, flood) {
    this.#send = send;
    this.#flood = flood;
    this.#begin();
  }

  #begin() {
    this.#count = 0;
    this.#partial = new Map([1, 2].map((fd) => [fd, { text: "", decoder: new TextDecoder() }]));
  }

  write(fd, bytes) {
    const partial = this.#partial.get(fd);
    const lines = (partial.text + partial.decoder.decode(bytes, { stream: true })).split("\n");
    partial.text = lines.pop();
    for (const line of lines) this.#add(fd, line);
    if (partial.text.length > LONGEST_LINE) {
      this.#add(fd, partial.text);
      partial.text = "";
    }
  }

  #add(fd, line) {
    this.#count += 1;
    if (this.#count > MOST_LINES) {
      this.flush();
      this.#flood(MOST_LINES);
      throw new Error("too many lines");
    }
    const { length } = line;
    if (length > LONGEST_LINE) {
      line = `${line.slice(0, LONGEST_LINE)} … (${length.toLocaleString("en")} characters)`;
    }
    this.#waiting.push([fd, line]);
    if (performance.now() - this.#sent > OFTEN_ENOUGH) this.flush();
  }

  flush() {
    if (this.#waiting.length) this.#send(this.#waiting);
    this.#waiting = [];
    this.#sent = performance.now();
  }

  // The program is over: sends what it has begun to print, too.
  end() {
    for (const [fd, { text }] of this.#partial) if (text) this.#waiting.push([fd, text]);
    this.flush();
    this.#begin();
  }
}
