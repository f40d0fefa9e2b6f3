import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isOutOfDescriptors } from '../base/descriptors';

/** How many numbers may be taken before the wanted one comes up. */
const maxTries = 4_096;

/**
 * Frees the local port of a thread that no longer runs and cannot be ended: closes its listening socket's
 * descriptor, which belongs to the whole process. The number is occupied again at once, because a thread that wakes
 * up after all closes it a second time, and by then it must not be anybody else's. When not even that one can be opened
 * again, the port is free all the same. `open`: opens anything.
 */
export function releaseDescriptor(descriptor: number, open: () => number = () => openSync(devNull, 'r')): void {
  if (!close(descriptor)) return;
  const surplus: number[] = [];
  try {
    occupy(descriptor, open, surplus);
  } catch (error) {
    if (!isOutOfDescriptors(error)) throw error;
  } finally {
    for (const opened of surplus) closeSync(opened);
  }
}

function occupy(descriptor: number, open: () => number, surplus: number[]): void {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const opened = open();
    if (opened === descriptor) return;
    surplus.push(opened);
    // Numbers are given out in ascending order: beyond it, another thread has taken it in between.
    if (opened > descriptor) return;
  }
}

/** False when it was closed already: the thread has ended after all, and its number is anybody's. */
function close(descriptor: number): boolean {
  try {
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return false;
    throw error;
  }
}
