import { describe, expect, it } from 'vitest';
import { detectFormat, importText } from '../../../../src/main/config/exchange/import-text';
import type { Surroundings } from '../../../../src/main/config/exchange/surroundings';

const surroundings: Surroundings = {
  contexts: [
    { name: 'staging', cluster: 'staging-cluster', namespace: 'shop' },
    { name: 'dev', cluster: 'dev-cluster', namespace: null },
  ],
  currentContext: 'staging',
};

const read = (text: string, format: Parameters<typeof importText>[1] = null) => importText(text, format, surroundings);
const short = (text: string) =>
  read(text).drafts.map(({ context, namespace, forward }) => ({ context, namespace, ...forward }));

describe('importing a kportal file', () => {
  const file = `
contexts:
  - name: staging
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, protocol: tcp, port: 8080, localPort: 9000, alias: web }
          - { resource: pod, selector: app=web, port: 80, localPort: 9001, httpLog: { enabled: true } }
          - { resource: deployment/web, port: 80, localPort: 70000 }
          - { resource: pod/web, port: 80, localPort: 9002, colour: red }
healthCheck: { interval: 3s }
`;

  it('takes its forwards over as they are', () => {
    expect(detectFormat(file.replace('deployment/', 'pod/'))).toBe('kportal');
    expect(read(file, 'kportal').drafts.map(({ forward }) => forward)).toEqual([
      { resource: 'service/web', protocol: 'tcp', port: 8080, localPort: 9000, alias: 'web' },
      { resource: 'pod', selector: 'app=web', port: 80, localPort: 9001, httpLog: { enabled: true } },
      { resource: 'pod/web', port: 80, localPort: 9002 },
    ]);
  });

  it("says that a service's port means another thing there, and what is not taken over", () => {
    const { notes } = read(file, 'kportal');
    expect(notes.map(({ kind, what, where }) => [kind, what, where])).toEqual([
      ['unsupported', 'healthCheck', 'the file'],
      ['changed', 'port 8080 of "service/web"', 'contexts[0].namespaces[0].forwards[0]'],
      ['refused', 'localPort 70000', 'contexts[0].namespaces[0].forwards[2]'],
      ['unsupported', '"colour"', 'contexts[0].namespaces[0].forwards[3]'],
    ]);
    expect(notes[1]?.why).toContain('targetPort');
  });
});

describe('importing from kftray', () => {
  const entry = {
    service: 'web',
    namespace: 'shop',
    local_port: 8080,
    remote_port: 80,
    context: 'dev',
    workload_type: 'service',
    protocol: 'tcp',
  };

  it('takes a list and a single object', () => {
    const forward = { context: 'dev', namespace: 'shop', resource: 'service/web', port: 80, localPort: 8080 };
    expect(short(JSON.stringify([entry, { ...entry, local_port: 8081 }]))).toEqual([
      forward,
      { ...forward, localPort: 8081 },
    ]);
    expect(short(JSON.stringify(entry))).toEqual([forward]);
  });

  it('takes pods by label, addresses, aliases and logs', () => {
    const pod = {
      ...entry,
      service: undefined,
      workload_type: 'pod',
      target: 'app=web',
      alias: 'w',
      local_address: '127.0.0.5',
      http_logs_enabled: 'true',
    };
    expect(short(JSON.stringify([pod]))).toEqual([
      {
        context: 'dev',
        namespace: 'shop',
        resource: 'pod',
        selector: 'app=web',
        port: 80,
        localPort: 8080,
        alias: 'w',
        bindAddress: '127.0.0.5',
        httpLog: true,
      },
    ]);
  });

  it.each([[{ local_port: 0 }], [{ local_port: undefined }], [{ local_port: null }]])(
    'leaves a port to be chosen: %o',
    (change) => {
      expect(short(JSON.stringify([{ ...entry, ...change }]))).toMatchObject([{ localPort: null }]);
    },
  );

  it('writes the current context where none is named, and says so', () => {
    const text = JSON.stringify([{ ...entry, context: undefined }]);
    expect(short(text)).toMatchObject([{ context: 'staging' }]);
    expect(read(text).notes).toContainEqual(expect.objectContaining({ kind: 'changed', what: 'context of "web"' }));
    expect(importText(text, null, { contexts: [], currentContext: null })).toMatchObject({
      drafts: [],
      notes: [{ kind: 'refused' }],
    });
  });

  it.each([
    ['UDP', { protocol: 'udp' }, /UDP/],
    ['a proxy', { workload_type: 'proxy', remote_address: 'db.internal' }, /"db.internal"/],
    ['what is exposed', { workload_type: 'expose', alias: 'a', exposure_type: 'public' }, /publishes a local port/],
  ])('reports %s, with the reason', (_what, change, why) => {
    const { drafts, notes } = read(JSON.stringify([{ ...entry, ...change }]));
    expect(drafts).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'unsupported', costsForward: true, where: 'entry 1' }]);
    expect(notes[0]?.why).toMatch(why);
  });

  it.each([
    ['auto_loopback_address', { auto_loopback_address: true }],
    ['domain_enabled', { domain_enabled: 'true' }],
    ['kubeconfig "/a:/b"', { kubeconfig: '/a:/b' }],
    ['http_logs_max_file_size', { http_logs_enabled: true, http_logs_max_file_size: 1_000_000 }],
    ['http_logs_retention_days', { http_logs_retention_days: 3 }],
    ['http_logs_auto_cleanup', { http_logs_auto_cleanup: 'false' }],
    ['domain_enabled "perhaps"', { domain_enabled: 'perhaps' }],
    ['ingress_annotations', { ingress_annotations: '{}' }],
    ['"colour"', { colour: 'red' }],
  ])('takes the forward and says that %s is lost', (what, change) => {
    const { drafts, notes } = read(JSON.stringify([{ ...entry, ...change }]));
    expect(drafts).toHaveLength(1);
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'unsupported', what, costsForward: false }));
  });

  it('says nothing of what is as it was', () => {
    const same = {
      ...entry,
      workload_type: 'pod',
      target: 'a=b',
      id: 5,
      kubeconfig: 'default',
      local_address: '127.0.0.1',
      domain_enabled: false,
      http_logs_enabled: 'false',
      auto_loopback_address: false,
    };
    expect(read(JSON.stringify(same)).notes).toEqual([]);
  });
});

describe('importing from kube-forwarder', () => {
  const service = {
    alias: 'Web',
    namespace: 'shop',
    workloadType: 'service',
    workloadName: 'web',
    forwards: [{ id: 'a', localPort: 8080, remotePort: 80 }],
  };
  const file = (cluster: object) =>
    JSON.stringify({ version: 2, clusters: [{ name: 'dev', _services: [service], ...cluster }] });

  it('takes a cluster for the context of its name, or for the only one that leads to it', () => {
    expect(short(file({}))).toEqual([
      { context: 'dev', namespace: 'shop', resource: 'service/web', port: 80, localPort: 8080, alias: 'Web' },
    ]);
    expect(short(file({ name: 'staging-cluster' }))).toMatchObject([{ context: 'staging' }]);
  });

  it('copies nothing of a kubeconfig in it', () => {
    const config = { storingMethod: 'content', content: 'token: s3cret', currentContext: 'dev' };
    const result = read(file({ name: 'My cluster', config }));
    expect(result.drafts).toMatchObject([{ context: 'dev' }]);
    expect(result.notes).toMatchObject([{ kind: 'changed', what: 'config of cluster "My cluster"' }]);
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });

  it('reports a cluster that is no context', () => {
    expect(read(file({ name: 'gone' }))).toMatchObject({
      drafts: [],
      notes: [{ kind: 'refused', costsForward: true, what: 'service web' }],
    });
  });

  it('gives each port of several an alias of its own', () => {
    const two = { ...service, forwards: [...service.forwards, { id: 'b', localPort: 8443, remotePort: 443 }] };
    expect(short(file({ _services: [two] })).map(({ alias }) => alias)).toEqual(['Web-80', 'Web-443']);
  });
});

describe('importing kubectl commands', () => {
  const targets = (text: string) =>
    short(text).map(({ context, namespace, resource, localPort, port, bindAddress }) => {
      const address = bindAddress === undefined ? '' : `${bindAddress} `;
      return `${context} ${namespace} ${resource} ${address}${String(localPort)}:${String(port)}`;
    });

  it.each([
    ['kubectl port-forward svc/web 8080:80', 'staging shop service/web 8080:80'],
    ['k port-forward deploy/web 8080', 'staging shop deployment/web 8080:8080'],
    ['oc -n data port-forward sts/db 5432', 'staging data statefulset/db 5432:5432'],
    ['kubectl port-forward --namespace=data --context dev po/db-0 :5432', 'dev data pod/db-0 null:5432'],
    ['kubectl --context=dev port-forward db-0 0:5432', 'dev default pod/db-0 null:5432'],
    ['kubectl port-forward deployments.apps/web 8080:http -nx', 'staging x deployment/web 8080:http'],
    ['kubectl port-forward ds/agent 9000 --address 0.0.0.0', 'staging shop daemonset/agent 0.0.0.0 9000:9000'],
    ['kubectl port-forward rs/web 9000 --address=::1 -n=y', 'staging y replicaset/web ::1 9000:9000'],
    ['$ sudo /usr/local/bin/kubectl port-forward services/web 80:8080 &', 'staging shop service/web 80:8080'],
    ['nohup kubectl port-forward svc/web 8080:80 >/dev/null 2>&1 &', 'staging shop service/web 8080:80'],
    ['kubectl port-forward \'svc/we\'"b" 8080:80 # the shop', 'staging shop service/web 8080:80'],
    ['while true; do kubectl port-forward svc/web 8080:80; sleep 1; done', 'staging shop service/web 8080:80'],
    ['kubectl port-forward svc/web http', 'staging shop service/web null:http'],
    ['kubectl port-forward -- svc/web 1:2', 'staging shop service/web 1:2'],
  ])('%s', (command, expected) => {
    expect(targets(command)).toEqual([expected]);
  });

  it('takes lines, continued lines, several ports and several addresses', () => {
    const script = `#!/bin/sh
# my forwards
kubectl port-forward svc/a 1001:1 1002:2 \\
  --address localhost,10.0.0.1 \\
  --context dev

kubectl port-forward svc/b 1003:3 && kubectl port-forward svc/c 1004:4
`;
    expect(targets(script)).toEqual([
      'dev default service/a 1001:1',
      'dev default service/a 10.0.0.1 1001:1',
      'dev default service/a 1002:2',
      'dev default service/a 10.0.0.1 1002:2',
      'staging shop service/b 1003:3',
      'staging shop service/c 1004:4',
    ]);
    expect(read(script).drafts.map(({ where }) => where)).toEqual([
      'line 3',
      'line 3',
      'line 3',
      'line 3',
      'line 7',
      'line 7',
    ]);
  });

  it.each([
    ['a variable', 'kubectl port-forward -n $NS svc/web 80', 'refused', /only your shell knows/],
    ['a command in it', 'kubectl port-forward "$(pod)" 80', 'refused', /only your shell knows/],
    ['an open quote', "kubectl port-forward 'svc/web 80", 'refused', /not closed/],
    ['another command', 'kubectl get pods; kubectl port-forward', 'refused', /no kubectl port-forward/],
    ['no port', 'kubectl port-forward svc/web', 'refused', /needs a target and a port/],
    ['a strange flag', 'kubectl port-forward svc/web 80 --colour', 'refused', /no such flag/],
    ['a flag without its value', 'kubectl port-forward svc/web 80 -n', 'refused', /no value/],
    ['three ports in one', 'kubectl port-forward svc/web 1:2:3', 'refused', /LOCAL/],
    ['a port too high', 'kubectl port-forward svc/web 99999', 'refused', /1 to 65535/],
    ['a host name', 'kubectl port-forward svc/web 80:80 --address example.com', 'refused', /IP address/],
    ['somebody else', 'kubectl port-forward svc/web 80:80 --as bob', 'unsupported', /kubeconfig/],
    ['another server', 'kubectl port-forward svc/web 80:80 -s https://x', 'unsupported', /kubeconfig/],
    ['a kind that is not known', 'kubectl port-forward job/web 80:80', 'unsupported', /only pods/],
  ])('reports %s', (_what, command, kind, why) => {
    const { drafts, notes } = read(command, 'kubectl');
    expect(drafts).toEqual([]);
    const [note] = notes.filter(({ costsForward }) => costsForward);
    expect(note).toMatchObject({ kind, where: 'line 1' });
    expect(note?.why).toMatch(why);
  });

  it('says what is lost of a forward that it takes', () => {
    const { drafts, notes } = read(
      'kubectl port-forward --context dev --kubeconfig=~/k --pod-running-timeout 1m -v=6 web-7d9f8b6c5-x2k4z 80:80',
    );
    expect(drafts).toMatchObject([{ context: 'dev', kubeconfig: '~/k' }]);
    expect(notes.map(({ what }) => what)).toEqual(['--pod-running-timeout', '--v', '"web-7d9f8b6c5-x2k4z"']);
  });

  it('takes the kubeconfig that a command names, and knows only what stands in the command of it', () => {
    const named = read('KUBECONFIG=/etc/k kubectl port-forward --context dev svc/web 80');
    expect(named.drafts).toMatchObject([{ context: 'dev', kubeconfig: '/etc/k', namespace: 'default' }]);
    const list = read('KUBECONFIG=/a:/b kubectl port-forward --context dev svc/web 80');
    expect(list.drafts[0]).not.toHaveProperty('kubeconfig');
    expect(list.notes).toMatchObject([{ kind: 'unsupported', what: 'kubeconfig "/a:/b"', costsForward: false }]);
    const relative = read('kubectl port-forward --context dev --kubeconfig k/dev.yaml svc/web 80');
    expect(relative.notes).toMatchObject([{ kind: 'changed', what: 'kubeconfig "k/dev.yaml"' }]);
    expect(read('kubectl port-forward --kubeconfig /etc/k svc/web 80')).toMatchObject({
      drafts: [],
      notes: [{ kind: 'refused', why: expect.stringContaining('only its kubeconfig knows') as string }],
    });
  });
});

describe('telling formats apart', () => {
  it.each([
    [
      'portwatch',
      'contexts:\n- name: a\n  namespaces:\n  - name: b\n    forwards:\n    - {resource: service/a, port: http, localPort: 1}\n',
    ],
    ['portwatch', 'lanes: 2\ncontexts: []\n'],
    ['kportal', '# kubectl port-forward is what this replaces\ncontexts: []\n'],
    ['kftray', '[]'],
    ['kube-forwarder', '{"version": 2, "clusters": []}'],
    ['kubectl', 'kubectl port-forward svc/a 1'],
    [null, 'hello'],
    [null, '{"a": 1}'],
  ])('%s', (format, text) => {
    expect(detectFormat(text)).toBe(format);
  });

  it('says that it knows none', () => {
    expect(read('hello')).toMatchObject({ format: null, drafts: [], notes: [{ kind: 'refused', what: 'the file' }] });
  });
});
