import type { VNode } from 'preact'

/** The text as it was sent. Addresses of our own pages can be followed; no others, whoever wrote them. */
export function LinkedText({ text, publicUrl }: { text: string; publicUrl: string }): VNode {
  const origin = new URL(publicUrl).origin
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/)
  return (
    <div class="mail-text">
      {parts.map((part) => {
        if (!URL.canParse(part) || new URL(part).origin !== origin) return part
        const { pathname, search } = new URL(part)
        return <a href={pathname + search}>{part}</a>
      })}
    </div>
  )
}
