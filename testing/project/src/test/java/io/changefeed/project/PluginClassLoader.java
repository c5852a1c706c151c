/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Loads a plugin from its jars and only the libraries that a worker provides: connect-api, kafka-clients, slf4j. */
final class PluginClassLoader extends URLClassLoader {
    PluginClassLoader(List<Path> jars) throws MalformedURLException {
        super(urls(jars), new Worker());
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    /** Loads only classes of Kafka and slf4j from the class path of the tests, and no resources. */
    private static final class Worker extends ClassLoader {
        Worker() {
            super(getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
                return Class.forName(name, false, PluginClassLoader.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }
}
