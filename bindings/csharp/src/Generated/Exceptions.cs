// Written by bindings/generate from the C headers: change those.
using System;

namespace Cnnviz
{
    /// <summary>What every failed call throws, one type for each status, with the library's message: what
    /// was wrong, what was given, what is allowed.</summary>
    public abstract class CnnvizException : Exception
    {
        internal CnnvizException(Status status, string message) : base(message)
        {
            Status = status;
        }

        /// <summary>The status that this type stands for.</summary>
        public Status Status { get; }

        /// <summary>Called by native code, in the call that failed.</summary>
        internal static CnnvizException Of(int status, string message)
        {
            switch ((Status)status)
            {
                case Status.InvalidArgument:
                    return new InvalidArgumentException(message);
                case Status.NotFound:
                    return new NotFoundException(message);
                case Status.Io:
                    return new IoException(message);
                case Status.Corrupt:
                    return new CorruptException(message);
                case Status.Unsupported:
                    return new UnsupportedException(message);
                case Status.Limit:
                    return new LimitException(message);
                case Status.OutOfMemory:
                    return new OutOfNativeMemoryException(message);
                case Status.Cancelled:
                    return new CancelledException(message);
                case Status.Mismatch:
                    return new MismatchException(message);
                case Status.Forked:
                    return new ForkedException(message);
                case Status.NotFinite:
                    return new NotFiniteException(message);
                default:
                    return new InternalException(message);
            }
        }
    }

    /// <summary>An argument or option out of range, shapes that differ.</summary>
    public sealed class InvalidArgumentException : CnnvizException
    {
        internal InvalidArgumentException(string message) : base(Status.InvalidArgument, message)
        {
        }
    }

    /// <summary>No file, tensor, class, ... of that name.</summary>
    public sealed class NotFoundException : CnnvizException
    {
        internal NotFoundException(string message) : base(Status.NotFound, message)
        {
        }
    }

    /// <summary>The system refused a file.</summary>
    public sealed class IoException : CnnvizException
    {
        internal IoException(string message) : base(Status.Io, message)
        {
        }
    }

    /// <summary>A file is not what it should be, or breaks off.</summary>
    public sealed class CorruptException : CnnvizException
    {
        internal CorruptException(string message) : base(Status.Corrupt, message)
        {
        }
    }

    /// <summary>Valid, but beyond this library: an operator, say.</summary>
    public sealed class UnsupportedException : CnnvizException
    {
        internal UnsupportedException(string message) : base(Status.Unsupported, message)
        {
        }
    }

    /// <summary>Over a limit that the message names.</summary>
    public sealed class LimitException : CnnvizException
    {
        internal LimitException(string message) : base(Status.Limit, message)
        {
        }
    }

    /// <summary>The system has no memory left.</summary>
    public sealed class OutOfNativeMemoryException : CnnvizException
    {
        internal OutOfNativeMemoryException(string message) : base(Status.OutOfMemory, message)
        {
        }
    }

    /// <summary><c>Job.Cancel</c> was called.</summary>
    public sealed class CancelledException : CnnvizException
    {
        internal CancelledException(string message) : base(Status.Cancelled, message)
        {
        }
    }

    /// <summary>Things that do not belong together: another's target.</summary>
    public sealed class MismatchException : CnnvizException
    {
        internal MismatchException(string message) : base(Status.Mismatch, message)
        {
        }
    }

    /// <summary>Forked from a process that computed with threads.</summary>
    public sealed class ForkedException : CnnvizException
    {
        internal ForkedException(string message) : base(Status.Forked, message)
        {
        }
    }

    /// <summary>NaN or infinity where numbers are needed.</summary>
    public sealed class NotFiniteException : CnnvizException
    {
        internal NotFiniteException(string message) : base(Status.NotFinite, message)
        {
        }
    }

    /// <summary>An error of this library; please report it.</summary>
    public sealed class InternalException : CnnvizException
    {
        internal InternalException(string message) : base(Status.Internal, message)
        {
        }
    }
}
