/**
 * Says of a content that passes by whether it is a text: UTF-8, UTF-16 with its mark, or an older 8-bit encoding (Excel still
 * writes them), without the control characters that texts do not have.
 */
export class TextProbe {
  #isText = true
  #wide: 'le' | 'be' | undefined
  #start: Uint8Array | undefined = new Uint8Array()
  #half: number | undefined

  push(bytes: Uint8Array): void {
    if (!this.#isText) return
    if (!this.#start) return this.#check(bytes)
    const start = Buffer.concat([this.#start, bytes])
    this.#start = start.length < 2 ? start : undefined
    if (this.#start) return
    this.#wide = wideMark(start)
    this.#check(start)
  }

  #check(bytes: Uint8Array): void {
    this.#isText = this.#wide ? this.#checkWide(bytes, this.#wide) : bytes.every(isTextByte)
  }

  /** Whether all that was pushed is a text. */
  get isText(): boolean {
    return this.#isText && this.#half === undefined && (this.#start?.every(isTextByte) ?? true)
  }

  #checkWide(bytes: Uint8Array, order: 'le' | 'be'): boolean {
    for (const byte of bytes) {
      if (this.#half === undefined) {
        this.#half = byte
        continue
      }
      const unit = order === 'le' ? this.#half | (byte << 8) : (this.#half << 8) | byte
      this.#half = undefined
      if (unit < 0x80 && !isTextByte(unit)) return false
    }
    return true
  }
}

function wideMark(bytes: Uint8Array): 'le' | 'be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'be'
  return undefined
}

const isTextByte = (byte: number): boolean => (byte >= 0x20 && byte !== 0x7f) || (byte >= 0x09 && byte <= 0x0d)

const markup =
  /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body|script|svg|iframe|object|embed|meta|link|style|\?xml|\?php|%|math|img|a\s)/i

/** Whether a text would be run or laid out by some program: a page, a drawing, a script with its interpreter. */
export function isActiveText(head: Buffer): boolean {
  const wide = wideMark(head)
  const text = wide
    ? new TextDecoder(`utf-16${wide}`).decode(head)
    : head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '')
  return text.startsWith('#!') || text.startsWith('{\\rtf') || text.startsWith('%!PS') || markup.test(text)
}
