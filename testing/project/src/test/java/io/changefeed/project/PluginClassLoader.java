/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Loads a plugin from its jars, on top of what a worker brings and nothing else: connect-api, kafka-clients, slf4j. */
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

    /** Classes of the test's own class path, as far as they are Kafka's or slf4j's; no resources. */
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
