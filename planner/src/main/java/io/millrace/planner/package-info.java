/** SQL text to circuit and kernels: parse, validate, rewrite, lower. */
package io.millrace.planner;
