import type { ComponentChildren } from 'preact'

export interface UploadWords {
  sending: string
  /** All is sent, the answer is awaited. */
  reading: string
  cancel: string
  cancelled: string
}

export interface FormProps {
  /** Where it is sent; its own page unless said. */
  action?: string | undefined
  method?: 'post' | 'get' | undefined
  /** Sent along without being shown: the anti-forgery token, the idempotency key. */
  hidden?: Readonly<Record<string, string>> | undefined
  hasFiles?: boolean | undefined
  id?: string | undefined
  label?: string | undefined
  class?: string | undefined
  /**
   * The Enter key presses the first submit button of a form. When that would be "Retirer" or "Ajouter une ligne",
   * an unseen button that just sends the page comes first. On unless said for forms with files.
   */
  guardsEnter?: boolean | undefined
  /** What a script says while its files leave; nothing without it. */
  upload?: UploadWords | undefined
  /** What it leads to takes the whole window, when the page stands in a frame. */
  leavesFrame?: boolean | undefined
  children: ComponentChildren
}

/** A form sent as a whole page. The browser's own checks are off: ours say what to do, in full and all at once. */
export function Form(props: FormProps) {
  const { hidden, hasFiles = false, guardsEnter = hasFiles } = props
  return (
    <form
      class={props.class ?? 'form'}
      action={props.action}
      method={props.method ?? 'post'}
      encType={hasFiles ? 'multipart/form-data' : undefined}
      id={props.id}
      aria-label={props.label}
      target={props.leavesFrame === true ? '_top' : undefined}
      noValidate
      data-upload={props.upload && JSON.stringify(props.upload)}
    >
      {hidden && Object.entries(hidden).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      {guardsEnter && <button class="vh" type="submit" tabIndex={-1} aria-hidden="true" />}
      {props.children}
    </form>
  )
}

export interface ActionsProps {
  children: ComponentChildren
}

/** The buttons at the foot of a form, the strong one first. */
export function Actions({ children }: ActionsProps) {
  return <div class="row actions">{children}</div>
}

export interface ActionProps {
  action?: string | undefined
  hidden?: Readonly<Record<string, string>> | undefined
  /** The one most agents will want. */
  isFirst?: boolean | undefined
  /** Fields, the button, and what will happen: who is told, what stops, what starts. */
  children: ComponentChildren
}

/** One thing that an agent can do now, with its consequence written under the button. */
export function Action({ action, hidden, isFirst, children }: ActionProps) {
  return Form({ action, hidden, class: isFirst === true ? 'act first' : 'act', children })
}
