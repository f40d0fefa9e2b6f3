import { PodPrograms } from './pod-programs';

/** What a container of a test pod runs: the programs, on the pod's own ports. Hears the pod's name as its argument. */
void PodPrograms.start(process.argv[2] ?? 'nameless', 'own-ports', '0.0.0.0');

// It runs as process 1, which does not end on a signal that it does not handle.
process.on('SIGTERM', () => process.exit(0));
