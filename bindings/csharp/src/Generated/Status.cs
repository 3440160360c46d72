// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>What a call came to. The command line tool's exit code for each is given in
    /// parentheses.</summary>
    public enum Status
    {
        /// <summary>(0)</summary>
        Ok = 0,

        /// <summary>(2) an argument or option out of range, shapes that differ</summary>
        InvalidArgument = 1,

        /// <summary>(2) no file, tensor, class, ... of that name</summary>
        NotFound = 2,

        /// <summary>(3 reading, 1 writing) the system refused a file</summary>
        Io = 3,

        /// <summary>(3) a file is not what it should be, or breaks off</summary>
        Corrupt = 4,

        /// <summary>(4) valid, but beyond this library: an operator, say</summary>
        Unsupported = 5,

        /// <summary>(5) over a limit that the message names</summary>
        Limit = 6,

        /// <summary>(5) the system has no memory left</summary>
        OutOfMemory = 7,

        /// <summary>(130) <c>Job.Cancel</c> was called</summary>
        Cancelled = 8,

        /// <summary>(1) things that do not belong together: another's target</summary>
        Mismatch = 9,

        /// <summary>(1) forked from a process that computed with threads</summary>
        Forked = 10,

        /// <summary>(1) NaN or infinity where numbers are needed</summary>
        NotFinite = 11,

        /// <summary>(1) an error of this library; please report it</summary>
        Internal = 12,
    }
}
