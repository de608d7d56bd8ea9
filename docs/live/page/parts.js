// Fetches the parts that the build has compressed. They are unpacked here, since a static
// host may compress nothing; one that serves them as compressed has unpacked them already.
const GZIP = [0x1f, 0x8b];
// Where the browser keeps what is large.
const KEPT = "trio-patterns-live";

// `loaded(bytes)` is called as they come, and `failed(error)` if they don't.
export async function fetchPart(url, loaded, failed) {
  try {
    return await unpacked(await fetched(`${url}.gz`), url, loaded, failed);
  } catch (error) {
    failed(error);
    throw error;
  }
}

// As `fetchPart`; the browser keeps the part until the site has another, with another hash.
export async function fetchKept(url, hash, loaded) {
  const key = `${url}.gz?${hash}`;
  // There is no cache on an http address that is not the reader's own machine.
  const cache = await self.caches?.open(KEPT).catch(() => undefined);
  let response = await cache?.match(key);
  if (!response) {
    response = await fetched(key);
    keep(cache, key, response.clone()).catch(() => {});  // there may be no room for it
  }
  return unpacked(response, url, loaded);
}

async function keep(cache, key, response) {
  const [path] = key.split("?");
  for (const { url } of (await cache?.keys()) ?? []) {
    if (url.split("?")[0] === path) await cache.delete(url);
  }
  await cache?.put(key, response);
}

async function fetched(url) {
  const response = await fetch(url).catch(() => { throw broken(url); });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response;
}

// The browsers say that in their own words, and none of them for what.
const broken = (url) => new Error(`the connection was lost: ${url}`);

async function unpacked(response, url, loaded, failed = () => {}) {
  const reader = response.body.getReader();
  const first = await reader.read();
  const bytes = new ReadableStream({
    start(controller) {
      if (first.value) controller.enqueue(first.value);
      loaded(first.value?.length ?? 0);
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch(() => {
        const error = broken(url);
        failed(error);
        throw error;
      });
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
