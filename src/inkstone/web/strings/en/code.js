/** The words of copied code, in English. */
export default {
  "code.title": "Copy as code",
  "code.dialect": "Interface",
  "code.language": "Language",
  "code.mode": "How to get the result",
  "code.mode_wait": "Wait for it",
  "code.mode_poll": "Ask until it is done",
  "code.mode_webhook": "Be told by a webhook",
  "code.webhook": "Address that is told",
  "code.run": "To run it:",
  "code.copy": "Copy the code",
  "code.save": "Download the file",
  "code.listing": "The code",
  "code.addresses":
    "The addresses of pictures in this code are good for a limited time. Later, put in others.",
  "code.left_out": "{dialect} has no words for this, so it is left out:",
  "code.note_changed": "{field}: {dialect} cannot say {value}; the code asks for {to}.",
  "code.note_own_size": "size: {dialect} cannot say {value}; it takes one after the last picture.",
  "code.note_open_size":
    "size: left open, {dialect} takes another one after the last picture than Inkstone does.",
  "code.note_refused_prompt":
    "prompt: {dialect} takes {most} characters at the most, and will refuse this one.",
  "code.note_refused_images":
    "images: {dialect} takes {most} at the most, and will refuse so many.",
  "code.note_refused_guidance": "guidance: {dialect} takes {most} at the most.",
  "code.note_refused_size":
    "size: {dialect} takes {most} pixels a side at the most, unless the server allows more.",
  "code.note_line_breaks":
    "The prompt’s line breaks become CR LF here: so JavaScript sends every form.",
};
