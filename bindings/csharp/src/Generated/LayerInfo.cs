// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>One tensor's numbers. The receptive field, along an axis of the picture (y rows, x
    /// columns; a third, outermost axis z for volumes): the unit at index i sees the pixels offset
    /// + i * stride to offset + i * stride + size - 1, which may lie outside the picture. size = 0:
    /// no such axis; stride = 0: every unit sees the whole axis.</summary>
    public sealed class LayerInfo
    {
        internal LayerInfo(MemoryHandle made)
        {
            Dtype = (Dtype)Native.cnnviz_layer_info_dtype_get(made);
            Rank = Native.cnnviz_layer_info_rank_get(made);
            ClassAxis = Native.cnnviz_layer_info_class_axis_get(made);
            Parameters = Native.cnnviz_layer_info_parameters_get(made);
            SizeZ = Native.cnnviz_layer_info_size_z_get(made);
            SizeY = Native.cnnviz_layer_info_size_y_get(made);
            SizeX = Native.cnnviz_layer_info_size_x_get(made);
            StrideZ = Native.cnnviz_layer_info_stride_z_get(made);
            StrideY = Native.cnnviz_layer_info_stride_y_get(made);
            StrideX = Native.cnnviz_layer_info_stride_x_get(made);
            OffsetZ = Native.cnnviz_layer_info_offset_z_get(made);
            OffsetY = Native.cnnviz_layer_info_offset_y_get(made);
            OffsetX = Native.cnnviz_layer_info_offset_x_get(made);
        }

        /// <summary>The dtype.</summary>
        public Dtype Dtype { get; }

        /// <summary>-1: not known for this input; then there are no extents and no receptive
        /// field</summary>
        public int Rank { get; }

        /// <summary>the axis of classes, for the logits and probabilities; else -1</summary>
        public int ClassAxis { get; }

        /// <summary>numbers in the weights that its node reads</summary>
        public long Parameters { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long SizeZ { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long SizeY { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long SizeX { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long StrideZ { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long StrideY { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long StrideX { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long OffsetZ { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long OffsetY { get; }

        /// <summary>As <c>Parameters</c>.</summary>
        public long OffsetX { get; }
    }
}
