import { Type } from 'typebox'
import type { FileForRefusal } from '#counter/dossiers'
import type { Field, FieldError, Form } from '#counter/procedures'
import { newId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { filesNamed } from './files.ts'
import { offerOf } from './procedures.ts'
import { Id, Moment, sent } from './shapes.ts'

const Filed = Type.Object(
  {
    id: Id,
    number: Type.String({ examples: ['ESS-2026-04187'] }),
    trackingCode: Type.String({ description: 'À donner à la personne : il ouvre le suivi de sa demande.' }),
    href: Type.String(),
  },
  { title: 'Filed' },
)

const NewCase = sent('NewCase', {
  procedure: Type.String({ maxLength: 80, description: 'L’adresse d’une démarche.' }),
  answers: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
    description: 'Selon le schéma que donne la démarche. Un fichier s’y nomme par l’« id » de son envoi.',
  }),
  person: Type.Optional(
    Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 200 }),
        email: Type.Optional(Type.String({ maxLength: 254 })),
        phone: Type.Optional(Type.String({ maxLength: 30 })),
      },
      { additionalProperties: false, description: 'Qui demande, quand le formulaire ne le demande pas.' },
    ),
  ),
  files: Type.Optional(
    Type.Array(Type.String({ maxLength: 2000 }), { maxItems: 20, description: 'Des pièces sans question.' }),
  ),
  receivedAt: Type.Optional(
    Type.Unsafe<string>({ ...Moment, description: 'Quand elle vous est parvenue, si c’est avant maintenant.' }),
  ),
  transmitted: Type.Optional(
    Type.Object(
      {
        by: Type.String({ minLength: 1, maxLength: 200, description: 'Son nom.' }),
        receivedAt: Type.Unsafe<string>({ ...Moment, description: 'Quand elle l’avait reçue.' }),
      },
      {
        additionalProperties: false,
        description:
          'L’administration incompétente qui vous l’a transmise : un rejet par silence se compte de sa réception là-bas (CRPA, art. L114-3).',
      },
    ),
  ),
  locale: Type.Optional(Type.Enum(['fr', 'en'], { description: 'La langue de la personne.' })),
})

const createCase = endpoint({
  method: 'POST',
  path: '/cases',
  operationId: 'createCase',
  tag: 'cases',
  summary: 'Déposer une demande',
  description:
    'Entière, en une fois : son journal, ses pièces, son récépissé. La personne reçoit le même courriel que si elle l’avait déposée. Donnez une clé d’idempotence : la même requête répétée donne la même demande.',
  scopes: ['cases:write'],
  body: NewCase,
  answers: {
    201: { description: 'Elle est déposée.', schema: Filed, headers: { Location: 'L’adresse de la demande.' } },
  },
  problems: [
    'procedure_not_found',
    'file_not_found',
    'answers_refused',
    'filing_refused',
    'malformed',
    'too_large',
    'unsupported_media_type',
    'request_in_progress',
    'idempotency_key_reused',
  ],
  example: {
    body: {
      procedure: 'lampadaire-en-panne',
      answers: {
        problem: 'off',
        place: { line: '27 rue des Essais', postalCode: '69000', city: 'Essaiville' },
        applicant: { givenName: 'Ana', familyName: 'Exemple' },
        email: 'ana@exemple.fr',
      },
    },
    answer: {
      id: '01890a5d-ac96-774b-bcce-b302099a8057',
      number: 'ESS-2026-04187',
      trackingCode: 'K7QM-4T2X-9PZD',
      href: '/api/v1/essaiville/cases/01890a5d-ac96-774b-bcce-b302099a8057',
    },
  },
  handle: async (call) => {
    const { app, ctx, site, body, once, base } = call
    const offer = await offerOf(call, body.procedure)
    if (!offer) return declined('procedure_not_found')
    const { form } = offer.revision.definition
    const files = attachedIn(call, form)
    if (!files.ok) return declined('file_not_found', { errors: [{ pointer: files.pointer, detail: '' }] })
    const filed = await app.dossiers.fileFor(ctx, {
      collectivityId: site.id,
      of: { offerId: offer.id },
      filled: { answers: files.answers },
      files: files.files,
      channel: 'api',
      receivedAt: body.receivedAt === undefined ? undefined : new Date(body.receivedAt),
      transmitted: body.transmitted ? { by: body.transmitted.by, at: new Date(body.transmitted.receivedAt) } : null,
      person: body.person ?? null,
      locale: body.locale ?? 'fr',
      idempotencyKey: once ?? newId(),
    })
    if (!filed.ok) return refusalOf(filed.refusal, form, call)
    const { dossierId, number, trackingCode } = filed.value
    const href = `${base}/cases/${dossierId}`
    return given(201, { id: dossierId, number, trackingCode, href }, { location: href })
  },
})

interface Attached {
  readonly ok: true
  readonly answers: Readonly<Record<string, unknown>>
  readonly files: NonNullable<Parameters<Call['app']['dossiers']['fileFor']>[1]['files']>
}

/** The answers without those that are files, and the files, each under its question. */
function attachedIn(
  call: Pick<Call, 'app' | 'ctx' | 'site'> & {
    readonly body: { readonly answers: Readonly<Record<string, unknown>>; readonly files?: readonly string[] }
  },
  form: Form,
): Attached | { readonly ok: false; readonly pointer: string } {
  const asked = new Set(fieldsOf(form).flatMap(({ id, type }) => (type === 'file' ? [id] : [])))
  const answers: Record<string, unknown> = {}
  const groups: { fieldId: string | null; ids: readonly string[]; pointer: string }[] = [
    { fieldId: null, ids: call.body.files ?? [], pointer: '/files' },
  ]
  for (const [id, value] of Object.entries(call.body.answers)) {
    const ids = asked.has(id) && Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined
    if (ids) groups.push({ fieldId: id, ids, pointer: `/answers/${id}` })
    else answers[id] = value
  }
  const files: Attached['files'][number][] = []
  for (const { fieldId, ids, pointer } of groups) {
    const named = filesNamed(call, ids)
    if (!named.ok) return { ok: false, pointer: `${pointer}/${named.refusal.at}` }
    files.push(...named.value.map((file) => ({ ...file, fieldId })))
  }
  return { ok: true, answers, files }
}

const fieldsOf = (form: Form): readonly Field[] => form.pages.flatMap(({ fields }) => fields)

/** Each answer that is missing or wrong, by its question and by the code that forms know it by. */
function errorsOf(errors: readonly FieldError[], form: Form, { locale }: Pick<Call, 'locale'>) {
  const labels = new Map(fieldsOf(form).map(({ id, label }) => [id, localize(label, locale)]))
  return errors.map(({ field, code }) => {
    const [first = ''] = field.split('.')
    return {
      pointer: `/answers/${field.replaceAll('.', '/')}`,
      detail: `${labels.get(first) ?? field} : ${code}`,
      code,
    }
  })
}

function refusalOf(refusal: FileForRefusal, form: Form, call: Pick<Call, 'locale'>) {
  switch (refusal.reason) {
    case 'incomplete':
      return declined('answers_refused', {
        errors: errorsOf(Object.values(refusal.reading.errorsByPage).flat(), form, call),
      })
    case 'unknown_fields':
    case 'wrong_types':
    case 'no_file_question':
      return declined('answers_refused', {
        errors: refusal.fields.map((field) => ({ pointer: `/answers/${field}`, detail: refusal.reason })),
      })
    case 'no_offer':
      return declined('procedure_not_found')
    case 'wrong_day':
    case 'sign_in_required':
    case 'expired':
    case 'right_lost':
    case 'assurance_missing':
      return declined('filing_refused', { reason: refusal.reason })
  }
}

export const filingEndpoints: readonly Endpoint[] = [createCase]
