/** Made-up rows: a function of seed, column and row number, due at a fixed rate since CREATE TABLE. */
package io.millrace.connectors.datagen;
