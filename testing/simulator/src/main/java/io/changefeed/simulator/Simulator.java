/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import io.changefeed.simulator.control.Command;
import io.changefeed.simulator.control.CommandRunner;
import io.changefeed.simulator.control.RemoteCommandRunner;
import io.changefeed.simulator.control.ServiceCommands.Advance;
import io.changefeed.simulator.control.ServiceCommands.ClearFaults;
import io.changefeed.simulator.control.ServiceCommands.Count;
import io.changefeed.simulator.control.ServiceCommands.Inject;
import io.changefeed.simulator.control.ServiceCommands.NumberWithDigits;
import io.changefeed.simulator.control.TableCommands.CreateTable;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.http.HttpService;
import io.changefeed.simulator.service.DynamoDb;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/**
 * Simulates DynamoDB Streams on a port of the loopback interface. SDK clients use it as their endpoint, with any
 * credentials and the region {@code us-east-1}. Thread-safe.
 */
public final class Simulator implements AutoCloseable {
    private final URI endpoint;
    private final CommandRunner commandRunner;
    private final Runnable end;

    private Simulator(URI endpoint, CommandRunner commandRunner, Runnable end) {
        this.endpoint = endpoint;
        this.commandRunner = commandRunner;
        this.end = end;
    }

    /** Starts a simulator on a free port, with the system time and a fixed seed. */
    public static Simulator start() throws IOException {
        return start(0, 0, Clock.systemUTC());
    }

    /**
     * Starts a simulator.
     *
     * @param port to listen on; 0 for a free one
     * @param seed the seed of everything random: ids, sequence numbers, generated changes, shares of faults
     * @param clock the clock of the service, which {@link #advance} advances
     * @throws IOException if the port is in use
     */
    public static Simulator start(int port, long seed, Clock clock) throws IOException {
        DynamoDb dynamoDb = new DynamoDb(seed, clock);
        HttpService http = new HttpService(dynamoDb, port);
        CommandRunner local = new CommandRunner() {
            @Override
            public <R> R run(Command<R> command) {
                return dynamoDb.withLock(command::run);
            }
        };
        return new Simulator(http.endpoint(), local, http::close);
    }

    /** Connects to a simulator in another process, which keeps running when this object is closed. */
    public static Simulator connect(URI endpoint) {
        return new Simulator(endpoint, new RemoteCommandRunner(endpoint), () -> {});
    }

    /** Returns the endpoint for SDK clients. */
    public URI endpoint() {
        return endpoint;
    }

    /** Creates a table with a stream of one shard. */
    public SimulatedTable createTable(String name, KeySchema keySchema, ViewType viewType) {
        return createTable(name, keySchema, viewType, 1);
    }

    /**
     * Creates a table with a stream.
     *
     * @param name the name of the table, or its ARN if it is in another account or region
     * @throws IllegalArgumentException if the table exists
     */
    public SimulatedTable createTable(String name, KeySchema keySchema, ViewType viewType, int shards) {
        SimulatedTable table = createTableWithoutStream(name, keySchema);
        table.enableStream(viewType, shards);
        return table;
    }

    public SimulatedTable createTableWithoutStream(String name, KeySchema keySchema) {
        commandRunner.run(new CreateTable(name, keySchema));
        return table(name);
    }

    /** Returns an existing table. */
    public SimulatedTable table(String name) {
        return new SimulatedTable(name, commandRunner);
    }

    /** Advances the clock: iterators expire, records are trimmed, listings catch up. */
    public void advance(Duration time) {
        commandRunner.run(new Advance(time));
    }

    public void inject(FaultRule rule) {
        commandRunner.run(new Inject(rule));
    }

    /** Ends all faults, cuts the connections of hanging calls and sends held responses. */
    public void clearFaults() {
        commandRunner.run(new ClearFaults());
    }

    /** Sets the number of digits of the sequence numbers of streams that are enabled from now on. */
    public void numberWithDigits(int digits) {
        commandRunner.run(new NumberWithDigits(digits));
    }

    /** Counts calls, error responses and held responses. */
    public Count.Counts counts() {
        return commandRunner.run(new Count());
    }

    @Override
    public void close() {
        end.run();
    }
}
