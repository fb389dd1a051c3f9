import { type Names, nothing } from '../translate/terms.ts'
import { identifierOf } from '../names.ts'
import type { Placeholders } from '../translate/texts.ts'
import { siteOption } from './site.ts'

/** Where the circuit keeps the status that it leaves, when something reads it. */
export const previousStatus = 'statut_precedent'
export const currentStatus = 'statut_courant'

const own: Readonly<Record<string, string>> = {
  form_name: '{procedure}',
  form_number: '{number}',
  form_number_raw: '{number}',
  form_display_id: '{number}',
  form_display_name: '{number}',
  form_tracking_code: '{number}',
  commune_name: '{collectivity}',
  site_name: '{collectivity}',
  form_user_display_name: '{name}',
  form_user_name: '{name}',
  form_user: '{name}',
  session_user_display_name: '{name}',
  form_comment: '{message}',
}

/** The platform gives the address of the case, and its whole content, with each message. */
const saidElsewhere =
  /^(?:form_url|form_url_backoffice|form_uri|url|portal_url|portal_user_url|portal_agent_url|idp_url|idp_account_url|form_details|form_evolution|details|eservices_url)$/
const always =
  /^(?:form_user|user|form_details|form_evolution|details|form_status_changed|form_comment|form_tracking_code|form_url)$/
const nameOfApplicant = /^form_var_(?:nom|prenom|name|firstname|lastname|first_name|last_name)$/

/** The variables of our texts, and what a circuit or a form declares. */
export const placeholdersOf = (find: Names['find']): Placeholders => ({
  isAlways: (name) => always.test(name),
  find: (name) => {
    if (Object.hasOwn(own, name)) return own[name]
    if (saidElsewhere.test(name)) return ''
    if (nameOfApplicant.test(name)) return '{name}'
    if (/^(?:form_workflow_data_)?comment_\w+$/.test(name)) return '{message}'
    const found = find(name)
    if (found === nothing) return ''
    const read = found?.read
    if (!Array.isArray(read) || read.length !== 2) return undefined
    const [source, id] = read as readonly unknown[]
    return typeof source === 'string' && ['answer', 'internal', 'option'].includes(source) && typeof id === 'string'
      ? `{${source}.${id}}`
      : undefined
  },
})

/** Of a mail that several circuits may name: any answer, any option, any field of theirs, as Publik names them. */
export const anyPlaceholders: Placeholders = placeholdersOf((name) => {
  const answer = /^form_var_(\w+)$/.exec(name)?.[1]
  if (answer !== undefined) return { type: 'any', read: ['answer', identifierOf(answer)] }
  const option = /^form_option_(\w+)$/.exec(name)?.[1] ?? siteOption(name)
  if (option !== undefined) return { type: 'any', read: ['option', identifierOf(option)] }
  const field = /^(?:form_workflow_(?:form|data|wscall)_)?([a-z]\w*?_(?:var|response)_\w+)$/.exec(name)?.[1]
  if (field !== undefined) return { type: 'any', read: ['internal', identifierOf(field.replace('_var_', '_'))] }
  const status = statuses[name]
  return status === undefined ? undefined : { type: 'text', read: ['internal', status] }
})

const statuses: Readonly<Record<string, string>> = {
  form_status: currentStatus,
  form_previous_status: previousStatus,
}
