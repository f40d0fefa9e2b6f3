/** The name under which the watchdog knows a lane. */
export function hostIdOf(laneNumber: number): string {
  return `lane:${String(laneNumber)}`;
}

/** The lane that `hostIdOf` has named. */
export function numberOf(hostId: string): number {
  return Number(hostId.slice('lane:'.length));
}
