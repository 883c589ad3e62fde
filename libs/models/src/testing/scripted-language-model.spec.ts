import { describeLanguageModel } from './language-model.contract.js';
import { ScriptedLanguageModel } from './scripted-language-model.js';

describeLanguageModel('ScriptedLanguageModel', () =>
  Promise.resolve({
    finite: new ScriptedLanguageModel([{ says: ['Until ', '2027.'] }]),
    endless: new ScriptedLanguageModel([{ says: ['On and on'], ending: 'forever' }]),
  }),
);
