import type { DemoCommand } from '../../src/main/demo/demo-commands';
import type { Clusters } from './clusters';
import { contexts, podPorts } from './layout';
import type { PlannedFault } from './plan';
import type { Subject } from './subject';
import type { StalledClients } from './stalled-client';

/** How much slower everything is that is slow, in milliseconds. */
const slowerMs = 150;
/** How much later a slow API server answers, in milliseconds. */
const apiSlowerMs = 800;
/** How long an API server is gone before it comes back and knows nobody, in milliseconds. */
const outageMs = 1_000;

export interface World {
  readonly clusters: Clusters;
  readonly subject: Subject;
  readonly stalled: StalledClients;
}

/** Does the harm; answers what takes it back. */
export async function inflict(fault: PlannedFault, world: World): Promise<() => Promise<void>> {
  const { clusters, subject, stalled } = world;
  const { context, app } = fault;
  const pods = app ?? '*';
  const tell = async (...commands: readonly DemoCommand[]) => {
    for (const command of commands) if (context) await clusters.command(context, command);
  };
  const heal = () => tell({ type: 'heal', pods });
  switch (fault.kind) {
    case 'pod deleted':
      await tell({ type: 'delete-pod', pods });
      return nothing;
    case 'tunnels black-holed':
      await tell({ type: 'black-hole', pods, existing: true, fresh: false });
      // Nothing comes out of a tunnel that was lost.
      return nothing;
    case 'pod silent':
      await tell({ type: 'black-hole', pods, existing: true, fresh: true });
      return heal;
    case 'tunnels reset':
      await tell({ type: 'reset', pods });
      return nothing;
    case 'app stalled':
      await tell({ type: 'stall', pods });
      return heal;
    case 'port refused':
      await tell({ type: 'close-port', pods, port: app ? podPorts[app] : 0 });
      return heal;
    case 'slow tunnels':
      await tell({ type: 'slow', pods, ms: slowerMs });
      return heal;
    case 'tunnels refused with 503':
      await tell({ type: 'refuse', pods, status: 503 }, { type: 'reset', pods });
      return heal;
    case 'client stalled':
      return stalled.start(fault.forwards[0] ?? '');
    case 'API server away':
      await tell({ type: 'api-down' });
      return () => tell({ type: 'api-up' });
    case 'API server slow':
      await tell({ type: 'slow-api', ms: apiSlowerMs }, { type: 'reset', pods });
      return heal;
    case '403 after an outage':
      await tell({ type: 'api-down' });
      await new Promise((resolve) => setTimeout(resolve, outageMs));
      await tell({ type: 'refuse', pods, status: 403 }, { type: 'refuse-api', status: 403 }, { type: 'api-up' });
      return heal;
    case 'token expired':
      if (context) await clusters.renewToken(context, `token-${String(fault.id)}-${String(fault.pick).slice(2)}`);
      await tell({ type: 'reset', pods });
      return nothing;
    case 'client certificate renewed':
      if (context) await clusters.renewCertificate(context);
      await tell({ type: 'reset', pods });
      return nothing;
    case 'lane in a loop':
      await subject.harmLane('loop', fault.pick);
      return nothing;
    case 'lane frozen':
      return subject.freezeLane(fault.pick);
    case 'lane crashed':
      await subject.harmLane('crash', fault.pick);
      return nothing;
    case 'descriptors run out':
      return subject.takeDescriptors();
    case 'sleep':
      subject.sleep();
      return async () => {
        subject.wake();
        await nothing();
      };
    case 'sleep, tunnels lost': {
      subject.sleep();
      for (const name of contexts) {
        await clusters.command(name, { type: 'black-hole', pods: '*', existing: true, fresh: false });
      }
      return async () => {
        subject.wake();
        await nothing();
      };
    }
  }
}

async function nothing(): Promise<void> {}
