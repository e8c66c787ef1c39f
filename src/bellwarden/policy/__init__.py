"""The operator's policy: readable files in, a document and its layers out, every problem named by file and line."""
