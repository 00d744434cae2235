// Front door of the output.
export { renderJson, renderJunit } from './render-json.js';
export { renderCheckLine, renderPlan, renderText } from './render-text.js';
