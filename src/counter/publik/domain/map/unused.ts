import type { PublikStep } from '../../schema.ts'
import type { Notebook } from './notebook.ts'

/** What each kind of step says that is carried over, or that says the same as something else that is. */
const used: Readonly<Record<string, string>> = {
  addattachment: 'title label status button_label required',
  anonymise: '',
  choice: 'label status set_marker_on_status',
  commentable: 'label button_label required varname',
  create_carddata: 'formdef_slug target_id',
  create_formdata: 'formdef_slug',
  dispatch: 'role_key role_id variable',
  displaymsg: 'message',
  edit_carddata: 'formdef_slug target_id',
  editable: 'label title status',
  export_to_model: 'label filename convert_to_pdf model_file by',
  form: 'varname',
  jump: 'status mode timeout trigger set_marker_on_status',
  jumponsubmit: 'status set_marker_on_status',
  notification: 'title body',
  redirect_to_url: 'url',
  'register-comment': 'comment comment_template',
  remove: '',
  sendmail: 'mail_template subject body attachments',
  sendsms: 'body',
  'set-backoffice-fields': 'label',
  webservice_call:
    'label method url varname action_on_app_error action_on_4xx action_on_5xx action_on_bad_data action_on_network_errors request_signature_key backoffice_filefield_id',
}

/** What only says how Publik keeps or shows things, and what a value says when it changes nothing. */
const harmless: ReadonlySet<string> = new Set([
  'id',
  'description',
  'documentation',
  'level',
  'notify_on_errors',
  'record_on_errors',
  'record_errors',
  'store_all_responses',
  'attach_file_to_history',
  'set_marker_on_status',
  // A button of ours says what it does before it is pressed.
  'require_confirmation',
])
const plain: Readonly<Record<string, readonly string[]>> = {
  mode: ['final'],
  operation_mode: ['full', 'set'],
  dispatch_type: ['automatic', 'manual'],
  user_association_mode: ['keep-user'],
  response_type: ['json'],
  target_mode: ['manual'],
  method: ['interactive', 'non-interactive'],
}
const isNo = (value: string): boolean => ['false', 'none', '0', '', 'no'].includes(value.toLowerCase())

/** Lists each thing that a step says and that its mapping has no use for. */
export function noteUnused({ kind, values, spot }: PublikStep, notebook: Notebook): void {
  const words = Object.hasOwn(used, kind) ? used[kind] : undefined
  if (words === undefined) return
  const known = new Set(words.split(' '))
  for (const [name, value] of Object.entries(values)) {
    if (known.has(name) || harmless.has(name) || isNo(value) || plain[name]?.includes(value)) continue
    // A notification of ours leads to the request by itself.
    if (name === 'target_url' && /^\{\{\s*form_url(?:_backoffice)?\s*\}\}$/.test(value)) continue
    notebook.note('not_carried', spot, `${name} : ${value}`)
  }
}

/** Why a kind of step of Publik has no equivalent. */
const whys: Readonly<Record<string, string>> = {
  add_role: 'les droits des personnes se donnent dans le bureau, pas par un circuit',
  remove_role: 'les droits des personnes se donnent dans le bureau, pas par un circuit',
  aggregationemail: 'chaque agent règle lui-même le résumé de ce qui l’attend',
  assign_carddata: 'une fiche n’appartient pas à une personne ici',
  external_workflow_global_action: 'un circuit n’agit pas sur d’autres demandes',
  geolocate: 'un lieu se demande à la personne, sur une carte',
  modify_criticality: 'il n’y a pas de niveaux d’urgence : l’échéance ordonne les demandes',
  remove_tracking_code: 'le code de suivi reste celui de la demande',
  resubmit: 'une demande se dépose de nouveau depuis la page de la démarche',
  update_user_profile: 'une personne change elle-même son compte',
}

/** What is said of a step that has no equivalent. */
export const stepWithout = ({ kind, values }: PublikStep): string =>
  Object.hasOwn(whys, kind)
    ? `Étape « ${kind} » : ${whys[kind]}`
    : `Étape « ${kind} » ${Object.values(values).join(' ')}`.trim()
