/** Local ports for `badForwardsText`. */
export interface BadForwardsPorts {
  readonly good: number;
  /** One that somebody listens on. */
  readonly taken: number;
  /** Two that nobody does. */
  readonly free: readonly number[];
}

/** A config file in which one forward is good and every other is wrong in its own way. */
export function badForwardsText({ good, taken, free: [first = 0, second = 0] }: BadForwardsPorts): string {
  return `contexts:
  - name: demo
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 8080, localPort: ${String(good)}, alias: good }
          - { resource: service/web, port: 8080, localPort: ${String(good)}, alias: twin }
          - { resource: service/web, port: 8080, localPort: 0, alias: zero }
          - { resource: service/web, port: 8080, localPort: 70000, alias: huge }
          - { resource: service/web, port: 8080, localPort: ${String(taken)}, alias: taken }
          - { resource: service/nowhere, port: 8080, localPort: ${String(first)}, alias: nowhere }
  - name: dmeo
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 8080, localPort: ${String(second)}, alias: stranger }
`;
}

/** What is to be said of them. */
export const badForwards = {
  /** Found while the file is read. */
  refused: [
    { alias: 'twin', line: 7, message: /localPort \d+ is already used by good \(service\/web\) in line 6/ },
    { alias: 'zero', line: 8, message: /localPort is 0: it must be a whole number from 1 to 65535/ },
    { alias: 'huge', line: 9, message: /localPort is 70000: it must be a whole number from 1 to 65535/ },
  ],
  /** Found when they start; trying again would not mend them. */
  failing: {
    taken: { code: 'port-taken', message: /^127\.0\.0\.1:\d+ is taken by \S.* \(pid \d+\)\.$/ },
    stranger: { code: 'context-not-found', message: /^The kubeconfig has no context "dmeo"/ },
  },
  /** May come to exist: tried again and again. */
  nowhere: 'There is no service nowhere in namespace shop of demo',
} as const;
