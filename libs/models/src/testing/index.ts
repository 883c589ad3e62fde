export { type Script, ScriptedLanguageModel } from './scripted-language-model.js';
