import type { ComponentChildren, VNode } from 'preact'

/** One thing to do in a case, under the way back to it. */
export const TaskPage = ({ breadcrumbs, children }: { breadcrumbs: VNode; children: ComponentChildren }): VNode => (
  <div class="stack narrow">
    {breadcrumbs}
    {children}
  </div>
)
