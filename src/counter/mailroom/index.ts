export type { LetterFault, TypedLetter } from './domain/register.ts'
export { mayKeepRegister, mayOpenItem } from './policy.ts'
export type { Direction, MailItem } from './schema.ts'
export {
  cancelLetter,
  listRegister,
  namedScans,
  readItem,
  registerLetter,
  registerPosted,
  tieLetter,
} from './service/register.ts'
