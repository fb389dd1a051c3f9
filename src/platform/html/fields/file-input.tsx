import type { ComponentChildren } from 'preact'
import { Button } from '../buttons.tsx'
import { Icon, type IconName } from '../icons.tsx'
import { StateChip, type Tone } from '../notices.tsx'
import { describedBy, Field, type Surroundings } from './field.tsx'

export interface FileRowProps {
  name: string
  href?: string | undefined
  /** Kind and size: "PDF, 240 ko". */
  note?: string | undefined
  icon?: IconName | undefined
  state?: { label: string; icon: IconName; tone?: Tone | undefined } | undefined
  /** What can be done with it. */
  children?: ComponentChildren
}

/** A file that is there: its name, its size, its state. */
export function FileRow({ name, href, note, icon = 'file-text', state, children }: FileRowProps) {
  return (
    <div class="file-row">
      {Icon({ name: icon })}
      <span class="grow">
        {href === undefined ? name : <a href={href}>{name}</a>}
        {note !== undefined && <small>{note}</small>}
      </span>
      {state && StateChip(state)}
      {children}
    </div>
  )
}

export interface ReceivedFile extends Omit<FileRowProps, 'children'> {
  /** Sent as the value of the button that takes the file away. */
  id: string
}

export interface FileInputProps extends Surroundings {
  name: string
  label: ComponentChildren
  received?: readonly ReceivedFile[] | undefined
  /** Name and label of the button beside each received file; pressed, it sends the page with the file's id. */
  remove?: { name: string; label: string } | undefined
  /** Types and endings: "image/*,.pdf". The hint says it in words. */
  accept?: string | undefined
  isMultiple?: boolean | undefined
  isRequired?: boolean | undefined
  /** Names the list of received files: "Fichiers reçus". */
  receivedLabel?: string | undefined
}

/** Files to give, above those already received. Works by sending the page: no file is lost by an error elsewhere. */
export function FileInput(props: FileInputProps) {
  const { id, name, received = [], remove, error } = props
  const children = (
    <>
      {received.length > 0 && (
        <ul class="files" aria-label={props.receivedLabel}>
          {received.map((file) => (
            <li>
              {FileRow({
                ...file,
                children: remove && (
                  <Button kind="plain" size="small" name={remove.name} value={file.id}>
                    {remove.label}
                    <span class="vh"> {file.name}</span>
                  </Button>
                ),
              })}
            </li>
          ))}
        </ul>
      )}
      <div class="file">
        <input
          type="file"
          id={id}
          name={name}
          accept={props.accept}
          multiple={props.isMultiple}
          required={props.isRequired === true && received.length === 0}
          aria-invalid={error === undefined ? undefined : 'true'}
          aria-describedby={describedBy(props)}
        />
      </div>
    </>
  )
  return Field({ ...props, children })
}
