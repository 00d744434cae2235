// Headers of the reply that are missing or wrong; of the 101 too (protocol.md 1.6: releases before 3.1.5 send no Connection).
import { z } from 'zod';
import { defineKind, type FaultAction } from '../fault-kind.js';

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/, 'must be a header name in lower case');
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must be a header value on one line');

export const headers = defineKind({
  kind: 'headers',
  says: 'leaves headers of the reply out (`drop`) or gives them another value (`set`); on openBackup and openReader those of the 101',
  fields: {
    drop: z.array(headerName).default([]),
    set: z.record(headerName, headerValue).default({}),
  },
  prepare: ({ drop, set }) => {
    const effect: FaultAction['effect'] = {
      kind: 'shape',
      shape: (plan) => ({
        ...plan,
        droppedHeaders: [...plan.droppedHeaders, ...drop],
        setHeaders: [...plan.setHeaders, ...Object.entries(set)],
      }),
    };
    const parts = [...drop.map((name) => `without ${name}`), ...Object.keys(set).map((name) => `with another ${name}`)];
    return { places: ['rest', 'upgrade', 'session'], moment: 'reply', text: `answers ${parts.join(', ')}`, effect };
  },
});
