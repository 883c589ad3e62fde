/**
 * What every start of the bundled server fixes on its command line, above any file in the cluster.
 *
 * Nothing that a statement carries may reach a log: only messages of level LOG and above are written, without
 * statements, parameters or details (an ERROR can quote a value, for example of a malformed uuid).
 * `wal_recycle` is off so that erased rows do not stay in renamed log segments. The rest keeps an idle family
 * server small: no replication, no I/O workers, no just-in-time compiler.
 */
export function serverSettings(port: number, isDurable: boolean): readonly string[] {
  return Object.entries({
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '60',
    shared_buffers: '64MB',
    huge_pages: 'off',
    jit: 'off',
    io_method: 'sync',
    max_worker_processes: '2',
    max_parallel_workers_per_gather: '0',
    autovacuum_max_workers: '2',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    wal_recycle: 'off',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    fsync: isDurable ? 'on' : 'off',
    full_page_writes: isDurable ? 'on' : 'off',
    synchronous_commit: isDurable ? 'on' : 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Only our own roles, only from this machine, only with a password. */
export const CLIENT_AUTHENTICATION = `# TYPE DATABASE USER ADDRESS METHOD
host all postgres,hl_owner,hl_app,hl_jobs,hl_backup,hl_queue 127.0.0.1/32 scram-sha-256
`;
