using Foresale.Events;
using Microsoft.ML.OnnxRuntime;

namespace Foresale.Scoring;

/// <summary>Opens graphs in the runtime, all in the same way.</summary>
internal static class OnnxSessions
{
    /// <summary>Opens a graph.</summary>
    /// <param name="file">Its name, for the message.</param>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="threads">Threads of one call, &gt;= 1.</param>
    /// <exception cref="UserFaultException">The bytes are no graph.</exception>
    public static InferenceSession Open(string file, byte[] bytes, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // waiting threads would burn the cores of others
        try
        {
            return new InferenceSession(bytes, options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new UserFaultException($"{file}: it cannot be loaded ({fault.Message}). Train again, or restore the file.", fault);
        }
    }
}
