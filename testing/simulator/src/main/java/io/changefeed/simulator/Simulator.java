/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import io.changefeed.simulator.control.Command;
import io.changefeed.simulator.control.Commander;
import io.changefeed.simulator.control.RemoteCommander;
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
 * A stand-in for DynamoDB Streams, on a port of the loopback interface: point an SDK client's endpoint at it, with any
 * credentials and the region {@code us-east-1}. Safe for use by many threads.
 */
public final class Simulator implements AutoCloseable {
    private final URI endpoint;
    private final Commander commander;
    private final Runnable end;

    private Simulator(URI endpoint, Commander commander, Runnable end) {
        this.endpoint = endpoint;
        this.commander = commander;
        this.end = end;
    }

    /** Starts one on a free port, with the system's time and a fixed seed. */
    public static Simulator start() throws IOException {
        return start(0, 0, Clock.systemUTC());
    }

    /**
     * Starts one.
     *
     * @param port to listen on; 0 for a free one
     * @param seed of everything random: ids, sequence numbers, generated changes, shares of faults
     * @param clock of the service; {@link #advance} advances it
     * @throws IOException when the port is taken
     */
    public static Simulator start(int port, long seed, Clock clock) throws IOException {
        DynamoDb dynamoDb = new DynamoDb(seed, clock);
        HttpService http = new HttpService(dynamoDb, port);
        Commander local = new Commander() {
            @Override
            public <R> R run(Command<R> command) {
                return dynamoDb.alone(command::run);
            }
        };
        return new Simulator(http.endpoint(), local, http::close);
    }

    /** Connects to one that runs in another process, which keeps running when this is closed. */
    public static Simulator connect(URI endpoint) {
        return new Simulator(endpoint, new RemoteCommander(endpoint), () -> {});
    }

    /** Where SDK clients reach it. */
    public URI endpoint() {
        return endpoint;
    }

    /** Makes a table with a stream of one shard. */
    public SimulatedTable createTable(String name, KeySchema keySchema, ViewType viewType) {
        return createTable(name, keySchema, viewType, 1);
    }

    /**
     * Makes a table with a stream.
     *
     * @param name of the table; an ARN, for one in another account or region
     * @throws IllegalArgumentException when the table exists
     */
    public SimulatedTable createTable(String name, KeySchema keySchema, ViewType viewType, int shards) {
        SimulatedTable table = createTableWithoutStream(name, keySchema);
        table.enableStream(viewType, shards);
        return table;
    }

    public SimulatedTable createTableWithoutStream(String name, KeySchema keySchema) {
        commander.run(new CreateTable(name, keySchema));
        return table(name);
    }

    /** An existing table. */
    public SimulatedTable table(String name) {
        return new SimulatedTable(name, commander);
    }

    /** Advances the clock: iterators expire, records are trimmed, listings catch up. */
    public void advance(Duration time) {
        commander.run(new Advance(time));
    }

    public void inject(FaultRule rule) {
        commander.run(new Inject(rule));
    }

    /** Ends all faults, cuts the connections of the calls that hang and sends the responses that are held. */
    public void clearFaults() {
        commander.run(new ClearFaults());
    }

    /** Gives the streams that are enabled from now on sequence numbers of this many digits, starting low. */
    public void numberWithDigits(int digits) {
        commander.run(new NumberWithDigits(digits));
    }

    /** Counts calls, error responses and held responses. */
    public Count.Counts counts() {
        return commander.run(new Count());
    }

    @Override
    public void close() {
        end.run();
    }
}
