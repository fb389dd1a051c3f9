/** Reads the forms of a page as a browser without scripts does: what is in them, and what pressing a button sends. */

export interface Control {
  readonly name: string
  readonly kind: string
  readonly value: string
  readonly isChecked: boolean
  /** Of a list. */
  readonly options: readonly string[]
}

export interface FormButton {
  readonly name: string | undefined
  readonly value: string
  readonly action: string | undefined
}

export interface PageForm {
  readonly action: string
  readonly method: 'get' | 'post'
  readonly hasFiles: boolean
  readonly controls: readonly Control[]
  readonly buttons: readonly FormButton[]
}

export type Values = Readonly<Record<string, string | readonly string[]>>

type Attributes = Readonly<Record<string, string>>

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' }

export const unescape = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? '')

function attributesOf(tag: string): Attributes {
  const found = tag.matchAll(/\s([a-zA-Z-]+)(?:="([^"]*)")?/g)
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name.toLowerCase(), unescape(value)]))
}

/** The forms of a page, in order. */
export function formsOf(html: string): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', body = '']) => {
    const form = attributesOf(head)
    return {
      action: form['action'] ?? '',
      method: form['method']?.toLowerCase() === 'get' ? 'get' : 'post',
      hasFiles: form['enctype'] === 'multipart/form-data',
      controls: controlsOf(body),
      buttons: buttonsOf(body),
    }
  })
}

function controlsOf(body: string): Control[] {
  const controls: Control[] = []
  const pattern = /<input\b([^>]*)>|<textarea\b([^>]*)>([\s\S]*?)<\/textarea>|<select\b([^>]*)>([\s\S]*?)<\/select>/g
  for (const [, input, area, text = '', list, inside = ''] of body.matchAll(pattern)) {
    const own = attributesOf(input ?? area ?? list ?? '')
    if (own['name'] === undefined || 'disabled' in own) continue
    const base = { name: own['name'], isChecked: 'checked' in own, options: [] }
    if (input !== undefined) controls.push({ ...base, kind: own['type'] ?? 'text', value: own['value'] ?? 'on' })
    else if (area !== undefined) controls.push({ ...base, kind: 'textarea', value: unescape(text.replace(/^\n/, '')) })
    else controls.push({ ...base, kind: 'select', ...optionsOf(inside) })
  }
  return controls.map((one) => (isTyped(one) && one.value === 'on' ? { ...one, value: '' } : one))
}

const isTyped = ({ kind }: Control): boolean => kind !== 'radio' && kind !== 'checkbox'

function optionsOf(inside: string): { options: string[]; value: string } {
  const options = [...inside.matchAll(/<option\b([^>]*)>/g)].map(([, head = '']) => attributesOf(head))
  const values = options.map((option) => option['value'] ?? '')
  const selected = options.find((option) => 'selected' in option)?.['value']
  return { options: values, value: selected ?? values[0] ?? '' }
}

const buttonsOf = (body: string): FormButton[] =>
  [...body.matchAll(/<button\b([^>]*)>/g)]
    .map(([, head = '']) => attributesOf(head))
    .filter((button) => button['type'] !== 'button')
    .map((button) => ({ name: button['name'], value: button['value'] ?? '', action: button['formaction'] }))

/** What is sent when the first button is pressed after `values` were typed, ticked and chosen over what was there. */
export function entriesToSend(form: PageForm, values: Values = {}, button?: FormButton): [string, string][] {
  const sent = form.controls.flatMap((control): [string, string][] => {
    const { name, kind, value, isChecked } = control
    if (kind === 'file') return []
    const typed = Object.hasOwn(values, name) ? values[name] : undefined
    if (kind === 'radio' || kind === 'checkbox') {
      const isOn = typed === undefined ? isChecked : [typed].flat().includes(value)
      return isOn ? [[name, value]] : []
    }
    if (kind === 'hidden' && typeof typed !== 'string') return [[name, value]]
    return [[name, typeof typed === 'string' ? typed : value]]
  })
  return button?.name === undefined ? sent : [...sent, [button.name, button.value]]
}

/** Addresses of the links of a page. */
export const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a\b([^>]*)>/g)].flatMap(([, head = '']) => attributesOf(head)['href'] ?? [])
