// What is wrong with a page as the browser shows it: a list of sentences.
() => {
  const wrong = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const named = (element) =>
    `<${element.localName} class="${element.className?.baseVal ?? element.className}"> ` +
    `${(element.textContent || "").trim().slice(0, 40)}`;

  const root = document.documentElement;
  const content = document.querySelector(".content"); // scrolls by itself on a phone
  if ([root, content].some((box) => box.scrollWidth > box.clientWidth)) {
    wrong.push(`scrolls sideways: ${content.scrollWidth} > ${content.clientWidth}`);
    for (const element of document.querySelectorAll("article *")) {
      if (element.getBoundingClientRect().right > root.clientWidth + 1) {
        wrong.push(`  too far right: ${named(element)}`);
        break;
      }
    }
  }

  // What is to be read is there as a whole: nothing is cut, or has to be scrolled to.
  const read = ".code, .printed, .table-wrapper, article pre";
  for (const block of document.querySelectorAll(read)) {
    if (shown(block) && !block.closest(".scroll") && block.scrollWidth > block.clientWidth) {
      wrong.push(`cut: ${named(block)}`);
    }
  }
  // A drawing may be scrolled, by the keyboard too, if it says so.
  for (const block of document.querySelectorAll(".scroll")) {
    if (!shown(block) || block.scrollWidth <= block.clientWidth) continue;
    const caption = block.parentElement.querySelector("figcaption");
    const hint = caption && getComputedStyle(caption, "::after").content;
    if (!hint?.includes("scroll") || block.tabIndex !== 0) {
      wrong.push(`scrolls, and does not say so: ${named(block)}`);
    }
  }
  for (const pair of document.querySelectorAll(".pair")) {
    const sides = [...pair.querySelectorAll(":scope > .side")].filter(shown).length;
    const tabs = [...pair.querySelectorAll(":scope > label")].filter(shown).length;
    const all = pair.querySelectorAll(":scope > .side").length;
    if (tabs === 0 ? sides !== all : sides !== 1) {
      wrong.push(`${sides} of ${all} programs are shown, with ${tabs} tabs`);
    }
  }
  for (const image of document.images) {
    if (!image.complete || image.naturalWidth === 0) wrong.push(`missing: ${image.src}`);
    if (!image.hasAttribute("alt")) wrong.push(`no alternative text: ${image.src}`);
  }
  for (const picture of document.querySelectorAll("article svg:not([aria-hidden])")) {
    const labelled = (picture.getAttribute("aria-labelledby") || "").split(" ");
    const says =
      picture.getAttribute("aria-label") ||
      labelled.map((id) => document.getElementById(id)?.textContent).join("") ||
      picture.querySelector("title")?.textContent;
    const hidden = picture.closest("[aria-hidden], button, a, label");
    if (!says && !hidden) wrong.push(`no alternative text: ${named(picture)}`);
  }

  // Unsaid to a screen reader, or out of the keyboard's reach.
  for (const heading of document.querySelectorAll("[role=heading]:not([aria-level])")) {
    wrong.push(`a heading without a level: ${named(heading)}`);
  }
  for (const head of document.querySelectorAll("th")) {
    if (!head.textContent.trim()) wrong.push("a head of a table that says nothing");
  }
  const asides = [...document.querySelectorAll("aside")].filter(shown);
  if (new Set(asides.map((aside) => aside.ariaLabel)).size < asides.length) {
    wrong.push("two asides of the same name");
  }
  for (const figure of document.querySelectorAll("figure")) {
    const scrolls = figure.scrollWidth > figure.clientWidth + 1;
    const own = /auto|scroll/.test(getComputedStyle(figure).overflowX);
    if (shown(figure) && scrolls && own && figure.tabIndex !== 0) {
      wrong.push(`scrolls, and has no focus: ${named(figure)}`);
    }
  }

  const headings = [...content.querySelectorAll(":is(h1, h2, h3, h4, h5, h6)")];
  const levels = headings.map((heading) => Number(heading.localName[1]));
  const sizes = headings.map((heading) => parseFloat(getComputedStyle(heading).fontSize));
  const search = document.getElementById("search-results");
  if (!search && (levels[0] !== 1 || levels.filter((level) => level === 1).length !== 1)) {
    wrong.push(`the headings begin ${levels.slice(0, 4)}, not with the one h1`);
  }
  levels.forEach((level, place) => {
    if (place && level > levels[place - 1] + 1) wrong.push(`headings skip to h${level}`);
    const larger = levels.findIndex((other, at) => other < level && sizes[at] < sizes[place]);
    if (larger >= 0) wrong.push(`an h${level} is larger than an h${levels[larger]}`);
  });

  const ids = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) wrong.push(`twice on the page: #${id}`);
    ids.add(id);
  }

  // Contrast, as WCAG 2 has it at level AA: 4.5, and 3 for large letters.
  const parsed = (text) => {
    const numbers = text.match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    if (text.startsWith("color(srgb")) {
      return [...numbers.slice(0, 3).map((part) => part * 255), numbers[3] ?? 1];
    }
    return [...numbers.slice(0, 3), numbers[3] ?? 1];
  };
  const over = ([r, g, b, a], [R, G, B]) =>
    [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const backgrounds = new Map();
  const background = (element) => {
    if (!element) return [255, 255, 255, 1];
    if (!backgrounds.has(element)) {
      const own = parsed(getComputedStyle(element).backgroundColor);
      const below = own[3] === 1 ? own : background(element.parentElement);
      backgrounds.set(element, over(own, below));
    }
    return backgrounds.get(element);
  };
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("svg, script, style")) continue;
    if (!shown(element) || element.getBoundingClientRect().width < 2) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const behind = background(element);
    const key = `${style.color} on ${behind.map(Math.round)} ${large}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const [light, dark] = [luminance(over(parsed(style.color), behind)), luminance(behind)]
      .sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < (large ? 3 : 4.5)) {
      wrong.push(`contrast ${contrast.toFixed(2)}, ${key}: ${named(element)}`);
    }
  }
  return wrong;
}
