// Links that carry programs in their fragment: {pair: "hedged-1", programs: {go: "...",
// trio: "..."}} in JSON, compressed, in the alphabet that is safe in an address.

// In characters of the fragment; some programs that pass links on cut longer ones.
const LONGEST = 32_000;
// In bytes, unpacked: so little can hold a lot.
const MOST = 400_000;

const SAID = "This link does not carry two programs: a part of it may be missing.";
const TOO_LONG = "These programs are too long for a link.";

// The fragment for what is to be shared.
export async function pack(shared) {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  const packed = await whole(through(bytes, new CompressionStream("deflate-raw")), Infinity);
  const binary = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  const text = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (text.length > LONGEST || bytes.length > MOST) throw new RangeError(TOO_LONG);
  return text;
}

// What a fragment carries. Whatever else it is, it is an error that says so.
export async function unpack(text) {
  if (text.length > LONGEST) throw new RangeError(TOO_LONG);
  let shared;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(binary, (character) => character.charCodeAt());
    const bytes = await whole(through(packed, new DecompressionStream("deflate-raw")), MOST);
    shared = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw error instanceof RangeError ? error : new Error(SAID);
  }
  const { pair, programs } = shared ?? {};
  const areTexts = Object.values(programs ?? {}).every((text) => typeof text === "string");
  if (!/^[a-z0-9_]+-[1-9]\d*$/.test(pair) || !programs || !areTexts) throw new Error(SAID);
  return { pair, programs };
}

const through = (bytes, stream) => new Blob([bytes]).stream().pipeThrough(stream);

// All bytes of a stream, if they are not too many.
async function whole(stream, most) {
  const parts = [];
  let size = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(value);
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError(TOO_LONG);
    }
  }
}
