// Fetches the parts that the build has compressed. They are unpacked here, since a static
// host may compress nothing; one that serves them as compressed has unpacked them already.
const GZIP = [0x1f, 0x8b];

export async function fetchPart(url, loaded) {
  const response = await fetch(`${url}.gz`);
  if (!response.ok) throw new Error(`${response.status} for ${url}.gz`);
  const reader = response.body.getReader();
  const first = await reader.read();
  const bytes = new ReadableStream({
    start(controller) {
      if (first.value) controller.enqueue(first.value);
      loaded(first.value?.length ?? 0);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      loaded(value.length);
      controller.enqueue(value);
    },
  });
  const isPacked = GZIP.every((byte, index) => first.value?.[index] === byte);
  const type = url.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(
    isPacked ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes,
    { headers: { "content-type": type } },
  );
}
