// The studio: a part of a page is redrawn where it stands when a list changes or a line is added. Without this module the
// whole page is sent, by the same buttons.

/** What the server sent for the same part, put in its place; the focus stays, or goes to what was just added. */
function put(holder: HTMLElement, page: string, focused: string): void {
  const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById(holder.id)
  if (!fresh) return
  const known = new Set([...holder.querySelectorAll('[id]')].map(({ id }) => id))
  holder.replaceChildren(...fresh.childNodes)
  const added = [...holder.querySelectorAll<HTMLElement>('input:not([type=hidden]), select')].find(
    ({ id }) => !known.has(id),
  )
  const next = added ?? document.getElementById(focused) ?? holder.querySelector<HTMLElement>('select, input, button')
  next?.focus()
}

async function redraw(form: HTMLFormElement, holder: HTMLElement, button: HTMLButtonElement | null): Promise<void> {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form, button)) if (typeof value === 'string') body.append(name, value)
  const focused = document.activeElement?.id ?? ''
  try {
    const reply = await fetch(form.action, { method: 'POST', body })
    put(holder, await reply.text(), focused)
  } catch {
    // No network: the page is sent as a whole, and the browser says so.
    button?.removeAttribute('data-part')
    form.requestSubmit(button)
  }
}

function equipRule(holder: HTMLElement): void {
  const form = holder.closest('form')
  if (!form) return
  form.addEventListener('submit', (event) => {
    const button = event.submitter
    if (!(button instanceof HTMLButtonElement) || button.dataset['part'] === undefined) return
    event.preventDefault()
    void redraw(form, holder, button)
  })
  form.addEventListener('change', (event) => {
    const { target } = event
    if (!(target instanceof HTMLSelectElement) || target.dataset['refresh'] === undefined) return
    void redraw(form, holder, form.querySelector<HTMLButtonElement>('[data-refresh-button]'))
  })
}

for (const holder of document.querySelectorAll<HTMLElement>('[data-studio-rule]')) equipRule(holder)

export {}
