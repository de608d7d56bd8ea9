// The editor of the live pages: CodeMirror with no more than they use. `build.py` bundles it.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { go } from "@codemirror/lang-go";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const LANGUAGES = {
  go: [go(), indentUnit.of("\t"), EditorState.tabSize.of(4)],
  python: [python(), indentUnit.of("    ")],
};

// Makes an editor in `parent`. `run()` is called at Ctrl-Enter, `changed()` at each change.
// The Tab key is not bound: it leaves the editor, as it leaves anything else.
export function edit({ parent, text, language, label, run, changed }) {
  const runs = { key: "Mod-Enter", run: () => { run(); return true; } };
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        syntaxHighlighting(classHighlighter),
        LANGUAGES[language],
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
        keymap.of([runs, ...defaultKeymap, ...historyKeymap]),
      ],
    }),
  });
}
