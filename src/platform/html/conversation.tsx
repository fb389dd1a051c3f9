import type { ComponentChildren } from 'preact'
import { FileRow, type FileRowProps } from './fields/file-input.tsx'
import { Icon, type IconName } from './icons.tsx'

export type ConversationItem =
  /** A new day: "Jeudi 19 novembre". */
  | { kind: 'day'; label: string }
  /** Somebody wrote. `isMine` when it is the reader. */
  | {
      kind: 'message'
      author: string
      /** Service, time, channel: "service Voirie, 9 h 12". */
      meta: string
      isMine?: boolean | undefined
      body: ComponentChildren
      attachments?: readonly FileRowProps[] | undefined
      id?: string | undefined
    }
  /** Between agents; the person does not see it, and `meta` says so. */
  | { kind: 'note'; author: string; meta: string; body: ComponentChildren; id?: string | undefined }
  /** Something happened: sent, verified, paused. */
  | { kind: 'event'; icon: IconName; body: ComponentChildren; id?: string | undefined }

export interface ConversationProps {
  label: string
  items: readonly ConversationItem[]
}

type Written = Extract<ConversationItem, { author: string }>

function Bubble({ item }: { item: Written }) {
  const attachments = item.kind === 'message' ? item.attachments : undefined
  return (
    <>
      <p class="who">
        <b>{item.author}</b>
        <span>{item.meta}</span>
      </p>
      <div class="bubble">
        {item.body}
        {attachments?.map((file) => FileRow(file))}
      </div>
    </>
  )
}

function Item({ item }: { item: ConversationItem }) {
  switch (item.kind) {
    case 'day':
      return <li class="day">{item.label}</li>
    case 'event':
      return (
        <li class="event" id={item.id}>
          {Icon({ name: item.icon, size: 'small' })}
          <span>{item.body}</span>
        </li>
      )
    case 'note':
      return (
        <li class="note" id={item.id}>
          {Bubble({ item })}
        </li>
      )
    case 'message':
      return (
        <li class={item.isMine === true ? 'me' : undefined} id={item.id}>
          {Bubble({ item })}
        </li>
      )
  }
}

/** What was said and what happened, from the first day to the last. */
export function Conversation({ label, items }: ConversationProps) {
  return (
    <ol class="talk" aria-label={label}>
      {items.map((item) => Item({ item }))}
    </ol>
  )
}
