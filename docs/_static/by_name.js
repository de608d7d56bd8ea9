// Above what Sphinx finds in the texts: the constructs that answer to what was typed by
// their names, whatever the variables are called. The same as trio_patterns/guide/search.py.
"use strict";

// What a text may mean, the most exact first, in lower case.
function* meanings(typed) {
  const text = typed.trim().split(/\s+/).join(" ").replace(/ ?\. ?/g, ".");
  if (text.toLowerCase() in NAMES.errors) yield NAMES.errors[text.toLowerCase()];
  for (const [pattern, name] of NAMES.statements) {
    const match = text.match(new RegExp(`^(?:${pattern})$`));
    if (match) {
      yield name.replace("\\1", match[1]).toLowerCase();
      break;
    }
  }
  // Without what stands around a call, a receive's arrow, and an assignment.
  const bare = text
    .replace(/^((case|defer|go|if|return) )?(\w+(, ?\w+)* ?:?= ?)?/, "")
    .replace(/^(\w+, )*(<-|await )?/, "")
    .replace(/\(.*$|:$| ?\{$/, "");
  const parts = bare.split(".");
  const method = parts.pop();
  if (parts.length) {
    const variable = parts.pop().toLowerCase();
    for (const [pattern, kind] of NAMES.variables) {
      if (new RegExp(`^(?:${pattern})$`).test(variable)) yield `${kind}.${method}`.toLowerCase();
    }
  }
  yield text.toLowerCase();
  yield bare.toLowerCase();
  // A method of whatever the variable is.
  if (bare.includes(".") && /^[\w.]+$/.test(bare)) yield `.${method}`.toLowerCase();
  // A line of a traceback, such as "ExceptionGroup: the message": the message first.
  const colon = text.indexOf(": ");
  if (colon > 0) {
    yield text.slice(colon + 2).toLowerCase();
    yield text.slice(0, colon).toLowerCase();
  }
  // What stands somewhere in the line.
  for (const [name] of text.matchAll(/\b[a-z]\w*\.[A-Z]\w*|<-chan|chan<-/g)) {
    yield name.toLowerCase();
  }
}

// The words of a text that say something, without their endings.
function words(text) {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    .filter((word) => !NAMES.fillers.includes(word))
    .map((word) => word.replace(/(?<=\w{4})(ing|ed|er|es|s)$/, ""));
}

// How near a construct is to a text in lower case: 0 is best, null no.
function rank(construct, wanted) {
  const title = construct.title.toLowerCase();
  const names = construct.names.map((name) => name.toLowerCase());
  const inTitle = title.includes(wanted) ? 1 : 0;
  if ([construct.name, construct.row.toLowerCase()].includes(wanted)) return 0;
  if (wanted === title) return 1;
  const tail = "." + wanted.replace(/^\.+/, "");
  const place = names.findIndex((name) => name === wanted || name.endsWith(tail));
  if (place >= 0) {
    // A hazard with a thing is further away than the thing. What a construct is most about
    // is what it names first.
    return (construct.row.startsWith("G") ? 4 : 3 - inTitle) + place / names.length;
  }
  const texts = [construct.name, construct.row, ...construct.also, title, construct.question];
  const mentioned = [...texts, ...names].some((text) => text.toLowerCase().includes(wanted));
  return mentioned && !wanted.startsWith(".") ? 6 - inTitle : null;
}

// How near a construct is to words; null if it lacks over a third.
function rankOfWords(construct, wanted) {
  const title = words(construct.title);
  const names = [construct.name, ...construct.names];
  const mentioned = [...title, ...words(`${construct.question} ${names.join(" ")}`)];
  const without = (said) =>
    wanted.filter((word) => !said.some((each) => each.startsWith(word))).length;
  const lacking = without(mentioned);
  if (lacking > Math.floor(wanted.length / 3)) return null;
  // A hazard stands after the thing.
  const hazard = construct.row.startsWith("G") ? 1 : 0;
  return 2 * lacking + without(title) / wanted.length + hazard;
}

// The constructs that have a rank, the best first.
function best(rank) {
  return NAMES.constructs
    .map((construct) => [rank(construct), construct])
    .filter(([rank]) => rank !== null)
    .sort(([a], [b]) => a - b)
    .map(([, construct]) => construct);
}

function answers(typed) {
  for (const wanted of meanings(typed)) {
    const found = best((construct) => rank(construct, wanted));
    if (found.length) return found;
  }
  // Plain words, in any order, which need not stand together.
  const wanted = words(typed);
  return wanted.length ? best((construct) => rankOfWords(construct, wanted)) : [];
}

const typed = new URLSearchParams(location.search).get("q") ?? "";
const found = typed.trim() ? answers(typed).slice(0, 3) : [];
if (found.length) {
  const list = document.createElement("ul");
  list.className = "search by-name";
  for (const construct of found) {
    const link = document.createElement("a");
    link.href = `constructs/${construct.name}.html`;
    link.textContent = construct.title;
    const says = document.createElement("p");
    says.textContent = construct.question;
    const item = document.createElement("li");
    item.append(link, says);
    list.append(item);
  }
  document.getElementById("search-results").before(list);
}
