// Says how far the files of a form are while they leave, and lets one stop them. Without this module the form is sent as it is,
// and the browser waits.

interface Words {
  readonly sending: string
  readonly reading: string
  readonly cancel: string
  readonly cancelled: string
}

const hasFiles = (form: HTMLFormElement): boolean =>
  [...form.querySelectorAll<HTMLInputElement>('input[type=file]')].some(({ files }) => (files?.length ?? 0) > 0)

/** The page that came in answer, in the place of what was there: its report, or what is to be corrected. */
function put(page: string): void {
  const fresh = new DOMParser().parseFromString(page, 'text/html')
  const main = fresh.getElementById('content')
  const known = document.getElementById('content')
  if (!main || !known) return location.reload()
  document.title = fresh.title
  known.replaceWith(main)
  equipAll()
  scrollTo(0, 0)
  const errors = document.getElementById('errors')
  ;(errors ?? main).focus()
}

class Sending {
  readonly #form: HTMLFormElement
  readonly #words: Words
  readonly #request = new XMLHttpRequest()
  readonly #bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 })
  readonly #said = document.createElement('output')
  readonly #holder = Object.assign(document.createElement('div'), { className: 'upload' })

  constructor(form: HTMLFormElement, words: Words) {
    this.#form = form
    this.#words = words
    const stop = Object.assign(document.createElement('button'), { type: 'button', className: 'btn quiet small' })
    stop.textContent = words.cancel
    stop.addEventListener('click', () => this.#request.abort())
    this.#bar.setAttribute('aria-label', words.sending)
    this.#said.textContent = words.sending
    this.#holder.append(this.#bar, stop, this.#said)
    form.querySelector('.upload')?.remove()
    form.append(this.#holder)
    stop.focus()
  }

  send(body: FormData, submitter: HTMLElement | null): void {
    const request = this.#request
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      this.#bar.value = loaded / (total || 1)
      if (loaded === total) this.#wait()
    })
    request.addEventListener('abort', () => {
      this.#holder.replaceChildren(this.#said)
      this.#said.textContent = this.#words.cancelled
      submitter?.focus()
    })
    request.addEventListener('error', () => this.#form.submit())
    request.addEventListener('load', () => {
      const isElsewhere = request.responseURL !== '' && request.responseURL !== this.#form.action
      if (isElsewhere) location.assign(request.responseURL)
      else put(request.responseText)
    })
    request.open('POST', this.#form.action)
    request.send(body)
  }

  /** All is sent: it is being read, which has no measure. */
  #wait(): void {
    this.#bar.removeAttribute('value')
    this.#said.textContent = this.#words.reading
  }
}

function equip(form: HTMLFormElement): void {
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented || !hasFiles(form)) return
    event.preventDefault()
    // A second click sends nothing more.
    if (form.querySelector('.upload progress')) return
    const words = JSON.parse(form.dataset['upload'] ?? '{}') as Words
    new Sending(form, words).send(new FormData(form, event.submitter), event.submitter)
  })
}

function equipAll(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) equip(form)
}

equipAll()

export {}
