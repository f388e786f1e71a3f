using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Foresale.Storage.Reading;

/// <summary>Reads batches ahead on a thread of its own: DuckDB merges its sorted runs while the rows before are cleaned.</summary>
internal sealed class BatchStream : IDisposable
{
    // 2,048 rows a batch: some megabytes at most.
    private const int Ahead = 16;
    private readonly BlockingCollection<RecordBatch> _queue = new(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly IArrowArrayStream _stream;
    private readonly Action _interrupt;
    private readonly Thread _thread;
    private Exception? _fault;

    /// <summary>Starts reading.</summary>
    /// <param name="stream">Must outlive this.</param>
    /// <param name="interrupt">Breaks off the query behind the stream: whoever stops half-way does not wait for its sort.</param>
    public BatchStream(IArrowArrayStream stream, Action interrupt)
    {
        (_stream, _interrupt) = (stream, interrupt);
        _thread = new Thread(Read) { IsBackground = true, Name = "events reader" };
        _thread.Start();
    }

    /// <summary>The next batch, the caller's to dispose; null at the end.</summary>
    public RecordBatch? Next(CancellationToken cancellationToken)
    {
        if (_queue.TryTake(out var batch, Timeout.Infinite, cancellationToken))
        {
            return batch;
        }

        if (_fault is not null)
        {
            ExceptionDispatchInfo.Throw(_fault);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (!_queue.IsAddingCompleted)
        {
            _interrupt();
        }

        _thread.Join();
        while (_queue.TryTake(out var batch))
        {
            batch.Dispose();
        }

        _queue.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        try
        {
            while (!_stop.IsCancellationRequested && _stream.ReadNextRecordBatchAsync(_stop.Token).AsTask().GetAwaiter().GetResult() is { } batch)
            {
                _queue.Add(batch, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody wants the rest.
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
        finally
        {
            _queue.CompleteAdding();
        }
    }
}
