import { catalogue } from '#platform/i18n'
import type { Locale } from '#kernel/localized'

/**
 * Each thing that can go wrong, by a code that never changes: `type` of an RFC 9457 problem is `urn:traboule:api:` and the code.
 * One that is taken away leaves its code unused.
 */
export const problemStatuses = {
  malformed: 400,
  invalid_request: 400,
  bad_cursor: 400,
  unauthenticated: 401,
  scope_missing: 403,
  key_is_bound: 403,
  not_found: 404,
  case_not_found: 404,
  procedure_not_found: 404,
  file_not_found: 404,
  webhook_not_found: 404,
  export_not_found: 404,
  request_in_progress: 409,
  action_not_available: 409,
  case_closed: 409,
  export_expired: 410,
  changed_meanwhile: 412,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  idempotency_key_reused: 422,
  text_missing: 422,
  answers_refused: 422,
  filing_refused: 422,
  address_refused: 422,
  file_refused: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof problemStatuses

/** What the platform itself may answer to any request. */
export const everywhere = [
  'invalid_request',
  'unauthenticated',
  'scope_missing',
  'not_found',
  'too_many',
  'internal',
  'unavailable',
] as const satisfies readonly ProblemCode[]

type Titles = Record<ProblemCode, string>

const titles = catalogue<Titles>({
  fr: {
    malformed: 'Le corps de la requête n’est pas du JSON lisible.',
    invalid_request: 'La requête n’a pas la forme attendue : « errors » dit où.',
    bad_cursor: 'Ce curseur ne vient pas d’ici, ou d’une liste demandée avec d’autres filtres.',
    unauthenticated: 'La clé manque, n’existe pas ici, ou n’ouvre plus rien.',
    scope_missing: 'Cette clé n’a pas la portée qu’il faut.',
    key_is_bound:
      'Une clé liée à des services ou à des démarches ne s’abonne pas : elle serait avertie de ce qu’elle n’atteint pas.',
    export_not_found: 'Cet export n’existe pas, n’est pas encore fait, ou a été demandé par une autre clé.',
    export_expired: 'Cet export a plus d’un jour : demandez-le de nouveau.',
    webhook_not_found: 'Cet abonnement ou ce message n’existe pas.',
    address_refused: 'Les messages ne peuvent pas partir à cette adresse : « reason » dit pourquoi.',
    not_found: 'Il n’y a rien à cette adresse.',
    case_not_found: 'Cette demande n’existe pas, ou cette clé ne l’atteint pas.',
    procedure_not_found: 'Cette démarche n’est pas proposée ici, ou cette clé ne l’atteint pas.',
    file_not_found: 'Ce fichier n’existe pas, ou cette clé ne l’atteint pas.',
    request_in_progress: 'La même requête est en cours : attendez sa réponse.',
    action_not_available: 'Cette action n’est pas possible là où en est la demande.',
    case_closed: 'La demande est close.',
    changed_meanwhile: 'La demande a changé depuis la version que vous donnez.',
    too_large: 'L’envoi est trop lourd.',
    unsupported_media_type: 'Ce type de contenu n’est pas pris ici.',
    range_not_satisfiable: 'Le fichier n’a pas ces octets.',
    idempotency_key_reused: 'Cette clé d’idempotence a déjà servi pour une autre requête.',
    text_missing: 'Un texte est attendu.',
    answers_refused: 'Les réponses ne font pas une demande complète : « errors » dit lesquelles.',
    filing_refused: 'La demande ne peut pas être déposée : « reason » dit pourquoi.',
    file_refused: 'Ce fichier n’est pas accepté : « reason » dit pourquoi.',
    too_many: 'Trop de requêtes en peu de temps.',
    internal: 'Une erreur est survenue de notre côté.',
    unavailable: 'Le service est momentanément arrêté.',
  },
  en: {
    malformed: 'The body of the request is not readable JSON.',
    invalid_request: 'The request does not have the form expected: “errors” says where.',
    bad_cursor: 'This cursor was not given here, or by a list asked with other filters.',
    unauthenticated: 'The key is missing, does not exist here, or opens nothing any more.',
    scope_missing: 'This key does not have the scope needed.',
    key_is_bound:
      'A key bound to services or procedures does not subscribe: it would be told of what it does not reach.',
    export_not_found: 'This export does not exist, is not made yet, or was asked by another key.',
    export_expired: 'This export is more than a day old: ask for it again.',
    webhook_not_found: 'This subscription or this message does not exist.',
    address_refused: 'Messages cannot go to this address: “reason” says why.',
    not_found: 'There is nothing at this address.',
    case_not_found: 'This case does not exist, or this key does not reach it.',
    procedure_not_found: 'This procedure is not offered here, or this key does not reach it.',
    file_not_found: 'This file does not exist, or this key does not reach it.',
    request_in_progress: 'The same request is being done: wait for its answer.',
    action_not_available: 'This action is not possible where the case stands.',
    case_closed: 'The case is closed.',
    changed_meanwhile: 'The case has changed since the version that you give.',
    too_large: 'What was sent is too large.',
    unsupported_media_type: 'This type of content is not taken here.',
    range_not_satisfiable: 'The file does not have these bytes.',
    idempotency_key_reused: 'This idempotency key was already used for another request.',
    text_missing: 'A text is expected.',
    answers_refused: 'The answers do not make a complete case: “errors” says which.',
    filing_refused: 'The case cannot be filed: “reason” says why.',
    file_refused: 'This file is not accepted: “reason” says why.',
    too_many: 'Too many requests in a short time.',
    internal: 'Something went wrong on our side.',
    unavailable: 'The service is stopped for a moment.',
  },
})

export const problemTitle = (code: ProblemCode, locale: Locale): string => titles(locale)[code]

export const problemType = (code: ProblemCode): string => `urn:traboule:api:${code}`

/** What a refusal says besides its title. */
export interface Told {
  readonly detail?: string | undefined
  /** Where in the request, as JSON Pointers, and what. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined
  readonly [extension: string]: unknown
}

/** The whole document of a problem. */
export const problemOf = (code: ProblemCode, locale: Locale, told: Told = {}) => ({
  type: problemType(code),
  title: problemTitle(code, locale),
  status: problemStatuses[code],
  ...told,
})
