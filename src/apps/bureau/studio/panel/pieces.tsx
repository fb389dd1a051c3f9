import type { ComponentChildren, VNode } from 'preact'

interface PiecesProps {
  /** An error summary leads here. */
  readonly id: string
  readonly children: ComponentChildren
}

/** The inputs of a group, one under the other. */
export const Pieces = ({ id, children }: PiecesProps): VNode => (
  <div class="pieces" id={id} tabIndex={-1}>
    {children}
  </div>
)
