import { Compile } from 'typebox/compile'
import { PendingSignUp } from '../schema.ts'

const shape = Compile(PendingSignUp)

/** What a sign-up keeps in the payload of its link, or undefined when the payload holds no sign-up (any more). */
export const readPending = (payload: unknown): PendingSignUp | undefined => (shape.Check(payload) ? payload : undefined)
