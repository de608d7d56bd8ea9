// What a program prints, in lines: [[file descriptor, text], ...]. They are sent on a few
// at a time, and at least so often that the reader sees them as they are printed.
const MOST_LINES = 20_000;
const MOST_CHARACTERS = 2_000_000;
const LONGEST_LINE = 100_000;
const OFTEN_ENOUGH = 20;  // milliseconds

const said = (count) => count.toLocaleString("en");

// Whoever prints more than so many lines, or characters in all that is shown of them, is
// stopped: `flood(count)` is to end the worker.
export class Printer {
  #send;
  #flood;
  #partial;
  #waiting = [];
  #sent = 0;
  #count = 0;
  #characters = 0;

  constructor(send, flood) {
    this.#send = send;
    this.#flood = flood;
    this.#begin();
  }

  #begin() {
    this.#count = this.#characters = 0;
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
    const { length } = line;
    this.#count += 1;
    this.#characters += Math.min(length, LONGEST_LINE);
    const isLong = this.#characters > MOST_CHARACTERS;
    if (isLong || this.#count > MOST_LINES) {
      this.flush();
      this.#flood(isLong ? `${said(MOST_CHARACTERS)} characters` : `${said(MOST_LINES)} lines`);
      throw new Error("it prints too much");
    }
    if (length > LONGEST_LINE) {
      line = `${line.slice(0, LONGEST_LINE)} … (${said(length)} characters)`;
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
