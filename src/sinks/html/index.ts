export type { ReportAnswers } from './answers.js';
export { renderHtml } from './render-html.js';
