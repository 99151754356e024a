/** The words of mask painting, in English. */
export default {
  "mask.title": "Paint where it may change",
  "mask.how":
    "What is painted may change, the rest stays. Keys: [ and ] for the brush's size, Ctrl+Z to " +
    "undo. Without a pointer: choose the rectangle, then arrows move it, Shift and arrows size " +
    "it, Enter fills and Backspace erases.",
  "mask.canvas": "The picture, to be painted on",
  "mask.tools": "Tools",
  "mask.brush": "Brush",
  "mask.eraser": "Eraser",
  "mask.box": "Rectangle",
  "mask.hand": "Move",
  "mask.size": "Brush size",
  "mask.opacity": "Opacity of the paint",
  "mask.edit": "Edit",
  "mask.undo": "Undo",
  "mask.redo": "Redo",
  "mask.invert": "Invert",
  "mask.clear": "Clear",
  "mask.view": "View",
  "mask.zoom_out": "Zoom out",
  "mask.zoom_fit": "Fit",
  "mask.zoom_in": "Zoom in",
  "mask.share": "{share}% may change",
  "mask.save": "Save as a file",
  "mask.done": "Use this mask",
  "mask.file_name": "Mask",
  "mask.frame_is": "Rectangle at {x}% and {y}%, {w}% wide and {h}% high",
  "mask.frame_done": "Done: {w}% by {h}% at {x}% and {y}%",
  "mask.no_picture":
    "This picture cannot be shown here, so it cannot be painted on. Bring it as a file instead.",
  "mask.leave_title": "Leave the mask?",
  "mask.leave": "What you painted is lost.",
  "mask.leave_yes": "Leave it",
};
