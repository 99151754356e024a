/** The words of the welcome, in English. */
export default {
  "welcome.title": "Welcome to Inkstone",
  "welcome.lead":
    "Say what you want to see, and it is drawn. The price is known before, nothing is charged " +
    "for what fails, and every picture says how it came about.",
  "welcome.try": "Try one of these",
  "welcome.example_1": "A lighthouse at night, poster with the title \"THE LAST LIGHT\"",
  "welcome.example_2": "A red fox in a snowy forest under a full moon, flat illustration",
  "welcome.example_3": "A tea house by a lake with mountains behind, and the words \"山高水长\"",
  "welcome.example_curl": "a lighthouse at night",
  "welcome.draws": "What draws here",
  "welcome.is_here": "draws here",
  "welcome.means_sketch":
    "The sketch engine is an illustrator with a vocabulary: it draws on the CPU, in a moment, " +
    "what it has words for, and names the words that it does not know. It is no diffusion model. " +
    "For photographs and paintings, have one of the others draw.",
  "welcome.means_diffusion":
    "The diffusion engine draws with the open Qwen-Image weights on this server's GPU. Nothing " +
    "that you write leaves it.",
  "welcome.means_upstream":
    "Pictures are made by another server, and your prompts and pictures go there. Prices, keys " +
    "and records stay here.",
  "welcome.means_echo":
    "The echo engine is for tests: a flat picture with the request printed on it.",
  "welcome.kind_sketch": "Sketch",
  "welcome.short_sketch": "An illustrator with a vocabulary, on any CPU; no download",
  "welcome.kind_diffusion": "Diffusion",
  "welcome.short_diffusion": "The open Qwen-Image weights, on a GPU of your own",
  "welcome.kind_upstream": "Upstream",
  "welcome.short_upstream": "DashScope, or any server that speaks OpenAI's image API",
  "welcome.step_libraries": "Add the libraries; they take some gigabytes",
  "welcome.step_look": "See what is there; nothing is bought",
  "welcome.step_weights": "Fetch the weights, after reading their licence",
  "welcome.step_serve": "Start the server anew",
  "welcome.step_dashscope": "Name a key of DashScope's, and its region",
  "welcome.note_sketch": "Without GPU and upstream, “auto” picks it by itself.",
  "welcome.note_diffusion": "It takes an NVIDIA GPU of about 46 GiB or more.",
  "welcome.note_upstream":
    "A Beijing key needs no address. Other servers are written into a catalogue of your own.",
  "welcome.guide": "In full:",
  "welcome.models": "Models and prices",
  "welcome.model": "Model",
  "welcome.tier": "Tier",
  "welcome.price": "A picture",
  "welcome.does": "Does",
  "welcome.draws_edits": "new pictures and edits",
  "welcome.draws_only": "new pictures",
  "welcome.charged": "Only pictures that were made are charged.",
  "welcome.has": "The account {name} has {amount}.",
  "welcome.call": "Call it from a program",
  "welcome.call_how":
    "Clients of the vendors work unchanged with another address; this is our own interface:",
  "welcome.reference": "API reference",
  "welcome.keys": "Make a key",
  "welcome.engines": "Look at the engines",
  "welcome.verify": "Verify a picture",
};
