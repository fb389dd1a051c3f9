import { type Static, Type } from 'typebox'
import { addNote, type ChangedMeanwhile, performAction, sendAgentMessage, type WriteInput } from '#counter/dossiers'
import { isId } from '#kernel/ids'
import type { Outcome } from '#kernel/outcome'
import { CaseParams, fileOf, tagOf } from './cases.ts'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { filesNamed } from './files.ts'
import { Acted, sent } from './shapes.ts'

/** What is common to everything that changes a case. */

type OnCase = Call<{ readonly caseId: string }, unknown, unknown>

/**
 * The version that `If-Match` holds to; undefined when it holds to none. A tag that is no version of a case matches nothing.
 * Several tags hold to none in particular: the oldest version among them decides.
 */
function versionAsked({ headers }: Pick<Call, 'headers'>): number | undefined {
  const header = headers['if-match']
  if (header === undefined || header.trim() === '*') return undefined
  const versions = header.split(',').map((tag) => Number(/^\s*"(\d{1,9})"\s*$/.exec(tag)?.[1] ?? 0))
  return Math.max(...versions)
}

async function keyOf(call: OnCase) {
  // Found under the key's own procedures before anything is done to it.
  const { dossier } = await fileOf(call, isId(call.params.caseId) ? call.params.caseId : '')
  return {
    collectivityId: call.site.id,
    dossierId: dossier.id,
    expectedVersion: versionAsked(call),
    idempotencyKey: call.once,
  }
}

const actedOn = (call: OnCase, version: number) =>
  given(200, { id: call.params.caseId, version }, { etag: tagOf(version) })

type Refusal<R extends string> = { readonly reason: R } | ChangedMeanwhile

/** Both versions, and what happened between them. */
const changed = (call: OnCase, { version, events }: ChangedMeanwhile) =>
  declined('changed_meanwhile', {
    given: versionAsked(call),
    current: version,
    events: events.map(({ seq, kind, at, actor }) => ({ seq, kind, at: at.toISOString(), by: actor.name })),
  })

const Files = Type.Optional(
  Type.Array(Type.String({ maxLength: 2000 }), {
    maxItems: 20,
    description: 'Les « id » que donne l’envoi de fichiers.',
  }),
)

const noFile = (at: number) => declined('file_not_found', { errors: [{ pointer: `/files/${at}`, detail: '' }] })

const conditional = {
  ETag: 'La nouvelle version de la demande.',
}

const actsOn = [
  'file_not_found',
  'case_not_found',
  'changed_meanwhile',
  'text_missing',
  'malformed',
  'too_large',
  'unsupported_media_type',
  'request_in_progress',
  'idempotency_key_reused',
] as const

const performCaseAction = endpoint({
  method: 'POST',
  path: '/cases/:caseId/actions',
  operationId: 'performAction',
  tag: 'cases',
  summary: 'Faire avancer une demande',
  description:
    'Une des actions que la lecture de la demande annonce. La personne est prévenue, le délai s’arrête ou repart, comme le circuit le dit.',
  scopes: ['cases:write'],
  params: CaseParams,
  body: sent('ActionAsked', {
    action: Type.String({ maxLength: 60 }),
    text: Type.Optional(Type.String({ maxLength: 20_000, description: 'Le motif ou la note que l’action demande.' })),
    files: Files,
  }),
  answers: { 200: { description: 'C’est fait.', schema: Acted, headers: conditional } },
  problems: [...actsOn, 'action_not_available', 'case_closed'],
  example: { body: { action: 'start' } },
  handle: async (call) => {
    const { action, text } = call.body
    const files = filesNamed(call, call.body.files ?? [])
    if (!files.ok) return noFile(files.refusal.at)
    const done = await performAction(call.ctx, { ...(await keyOf(call)), actionId: action, text, files: files.value })
    if (done.ok) return actedOn(call, done.value.version)
    switch (done.refusal.reason) {
      case 'changed_meanwhile':
        return changed(call, done.refusal)
      case 'already_closed':
        return declined('case_closed')
      case 'reason_required':
      case 'note_required':
        return declined('text_missing', { errors: [{ pointer: '/text', detail: done.refusal.reason }] })
      case 'no_longer_available':
      case 'unknown_action':
      case 'not_yours':
        return declined('action_not_available', { reason: done.refusal.reason })
    }
  },
})

const Written = sent('TextWritten', { body: Type.String({ minLength: 1, maxLength: 20_000 }), files: Files })

type Writing = (ctx: Call['ctx'], input: WriteInput) => Promise<Outcome<{ readonly version: number }, Refusal<'empty'>>>

async function written(call: Call<{ readonly caseId: string }, unknown, Static<typeof Written>>, write: Writing) {
  const files = filesNamed(call, call.body.files ?? [])
  if (!files.ok) return noFile(files.refusal.at)
  const done = await write(call.ctx, { ...(await keyOf(call)), body: call.body.body, files: files.value })
  if (done.ok) return actedOn(call, done.value.version)
  if (done.refusal.reason === 'changed_meanwhile') return changed(call, done.refusal)
  return declined('text_missing', { errors: [{ pointer: '/body', detail: done.refusal.reason }] })
}

const sendMessage = endpoint({
  method: 'POST',
  path: '/cases/:caseId/messages',
  operationId: 'sendMessage',
  tag: 'cases',
  summary: 'Écrire à la personne',
  description: 'Elle est prévenue par courriel, et lit le message dans le suivi de sa demande. Rien n’avance.',
  scopes: ['cases:write'],
  params: CaseParams,
  body: Written,
  answers: { 200: { description: 'Le message est parti.', schema: Acted, headers: conditional } },
  problems: actsOn,
  example: { body: { body: 'L’équipe passe jeudi matin.' } },
  handle: (call) => written(call, sendAgentMessage),
})

const writeNote = endpoint({
  method: 'POST',
  path: '/cases/:caseId/notes',
  operationId: 'writeNote',
  tag: 'cases',
  summary: 'Écrire une note interne',
  description: 'Seuls les agents la lisent.',
  scopes: ['cases:write'],
  params: CaseParams,
  body: Written,
  answers: { 200: { description: 'La note est écrite.', schema: Acted, headers: conditional } },
  problems: actsOn,
  example: { body: { body: 'Ordre de travail 4812 ouvert.' } },
  handle: (call) => written(call, addNote),
})

export const actEndpoints: readonly Endpoint[] = [performCaseAction, sendMessage, writeNote]
