"""The operator's policy: readable files in, a document and its layers out, with every problem named by file and line."""
